package io.tandem.registrar;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.sip.transport.Flow;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Who can be reached where, for every node of the cluster. No method blocks; stages complete on any
 * thread.
 */
public interface Registrar {
  /**
   * The live bindings of an extension, the preferred ones first; empty when nobody is registered.
   * When the registrar is silent for 200 ms the stored bindings are read, too, and count if there
   * are any; the stage fails only if both fail.
   */
  CompletionStage<List<Binding>> lookup(TenantId tenant, Extension extension);

  /** Applies a REGISTER (RFC 3261 §10.3). The stage fails when the registrar does not answer. */
  CompletionStage<RegistrationResult> register(
      TenantId tenant, Extension extension, Registration registration);

  /**
   * Ends a binding by its {@link Binding#id()}.
   *
   * @return whether there was such a binding
   */
  CompletionStage<Boolean> remove(TenantId tenant, Extension extension, String bindingId);

  /**
   * Tells what is heard on {@code flow} of the phone of the binding whose {@link Binding#id()} is
   * {@code bindingId}. The stage fails when the registrar does not answer.
   *
   * @return whether there is still such a binding on that flow
   */
  CompletionStage<Boolean> heard(
      TenantId tenant, Extension extension, String bindingId, Flow flow, Pulse pulse);

  /**
   * Ends all bindings of an extension, those too that are stored and not in memory. The stage fails
   * when the registrar does not answer; doing it again does no harm.
   */
  CompletionStage<Void> removeAll(TenantId tenant, Extension extension);

  /**
   * A tenant's live bindings, page by page.
   *
   * @param after {@link BindingPage#next()} of the page before, or {@code null} for the first
   * @param limit how many, 1 to 1000; a page may be shorter, though never empty when more follow,
   *     and goes on to the end of its last extension
   * @throws IllegalArgumentException when {@code after} is no extension's number
   */
  CompletionStage<BindingPage> list(TenantId tenant, String after, int limit);
}
