package io.tandem.edge;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.registrar.Binding;
import io.tandem.registrar.BindingPage;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.Registrar;
import io.tandem.registrar.Registration;
import io.tandem.registrar.RegistrationResult;
import io.tandem.sip.transport.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;

/** A registrar that knows every binding until it is told otherwise, and notes what it hears. */
final class EveryBinding implements Registrar {
  final List<Pulse> pulses = new ArrayList<>();

  /** Which binding it has, on which flow. */
  BiPredicate<String, Flow> has = (id, flow) -> true;

  @Override
  public CompletionStage<Boolean> heard(
      TenantId tenant, Extension extension, String bindingId, Flow flow, Pulse pulse) {
    pulses.add(pulse);
    return CompletableFuture.completedFuture(has.test(bindingId, flow));
  }

  /** What each look-up waits for. */
  CompletableFuture<List<Binding>> answer = CompletableFuture.completedFuture(List.of());

  @Override
  public CompletionStage<List<Binding>> lookup(TenantId tenant, Extension extension) {
    return answer;
  }

  @Override
  public CompletionStage<RegistrationResult> register(
      TenantId tenant, Extension extension, Registration registration) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Boolean> remove(TenantId tenant, Extension extension, String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> removeAll(TenantId tenant, Extension extension) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<BindingPage> list(TenantId tenant, String after, int limit) {
    throw new UnsupportedOperationException();
  }
}
