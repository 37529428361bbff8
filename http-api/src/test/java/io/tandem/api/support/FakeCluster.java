package io.tandem.api.support;

import io.tandem.api.v1.CallControl;
import io.tandem.api.v1.CdrReader;
import io.tandem.api.v1.NodeControl;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.LostCalls;
import io.tandem.id.CallId;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.registrar.Binding;
import io.tandem.registrar.BindingPage;
import io.tandem.registrar.ExtensionBinding;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.Registrar;
import io.tandem.registrar.Registration;
import io.tandem.registrar.RegistrationResult;
import io.tandem.sip.transport.Flow;
import io.tandem.store.CdrQuery;
import io.tandem.store.Page;
import io.tandem.tenant.LiveCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Registrations, live calls, records and nodes in memory. */
public final class FakeCluster implements Registrar, CallControl, NodeControl, CdrReader {
  /** The node that everything lives on. */
  public static final NodeId NODE = new NodeId("node-1");

  private final List<Owned> bindings = new ArrayList<>();
  private final List<LiveCall> calls = new ArrayList<>();
  private final List<CallRecord> records = new ArrayList<>();

  private Throwable failure;

  private record Owned(TenantId tenant, ExtensionBinding binding) {}

  /** Adds a binding. */
  public synchronized void add(TenantId tenant, Extension extension, Binding binding) {
    bindings.add(new Owned(tenant, new ExtensionBinding(extension, binding)));
    bindings.sort(Comparator.comparing(owned -> owned.binding().extension()));
  }

  /** From now on all removals of bindings fail so; {@code null} ends it. */
  public synchronized void failWith(Throwable error) {
    failure = error;
  }

  /** Adds a live call. */
  public synchronized void add(LiveCall call) {
    calls.add(call);
  }

  /** Adds a record. */
  public synchronized void add(CallRecord call) {
    records.add(call);
  }

  @Override
  public CompletionStage<List<Binding>> lookup(TenantId tenant, Extension extension) {
    throw new UnsupportedOperationException("the API never looks up");
  }

  @Override
  public CompletionStage<RegistrationResult> register(
      TenantId tenant, Extension extension, Registration registration) {
    throw new UnsupportedOperationException("the API never registers");
  }

  @Override
  public synchronized CompletionStage<Boolean> remove(
      TenantId tenant, Extension extension, String bindingId) {
    return done(
        bindings.removeIf(
            owned ->
                owned.tenant().equals(tenant)
                    && owned.binding().extension().equals(extension)
                    && owned.binding().binding().id().equals(bindingId)));
  }

  @Override
  public CompletionStage<Boolean> heard(
      TenantId tenant, Extension extension, String bindingId, Flow flow, Pulse pulse) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public synchronized CompletionStage<Void> removeAll(TenantId tenant, Extension extension) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    bindings.removeIf(
        owned -> owned.tenant().equals(tenant) && owned.binding().extension().equals(extension));
    return done(null);
  }

  @Override
  public synchronized CompletionStage<BindingPage> list(TenantId tenant, String after, int limit) {
    var all =
        bindings.stream()
            .filter(owned -> owned.tenant().equals(tenant))
            .map(Owned::binding)
            .filter(b -> after == null || b.extension().value().compareTo(after) > 0)
            .toList();
    var items = all.subList(0, Math.min(limit, all.size()));
    String next = items.size() < all.size() ? items.get(limit - 1).extension().value() : null;
    return done(new BindingPage(items, next));
  }

  @Override
  public synchronized CompletionStage<List<LiveCall>> list(TenantId tenant) {
    return done(calls.stream().filter(call -> call.tenant().equals(tenant)).toList());
  }

  @Override
  public synchronized CompletionStage<Boolean> hangUp(TenantId tenant, CallId call) {
    return done(calls.removeIf(live -> live.tenant().equals(tenant) && live.call().equals(call)));
  }

  @Override
  public CompletionStage<List<NodeStatus>> list() {
    return done(
        List.of(
            new NodeStatus(
                NODE, "127.0.0.1:7355", NodeControl.State.UP, true, 0, Instant.EPOCH, null),
            new NodeStatus(
                new NodeId("node-2"),
                "127.0.0.1:7356",
                NodeControl.State.LOST,
                false,
                -1,
                null,
                Instant.EPOCH)));
  }

  /** {@link #NODE} lives, node-2 is lost with three calls, no other is known. */
  @Override
  public CompletionStage<LostCalls.Closing> closeLost(NodeId node) {
    var state = LostCalls.Closing.State.NOTHING;
    if (node.equals(NODE)) {
      state = LostCalls.Closing.State.LIVES;
    } else if (node.value().equals("node-2")) {
      state = LostCalls.Closing.State.CLOSED;
    }
    return done(new LostCalls.Closing(state, Instant.EPOCH, 3));
  }

  @Override
  public synchronized CompletionStage<Page<CallRecord>> list(TenantId tenant, CdrQuery query) {
    var all =
        records.stream()
            .filter(cdr -> cdr.tenant().equals(tenant))
            .filter(cdr -> !cdr.startedAt().isBefore(query.from()))
            .filter(cdr -> cdr.startedAt().isBefore(query.to()))
            .filter(cdr -> query.caller().map(cdr.caller()::equals).orElse(true))
            .filter(cdr -> query.callee().map(cdr.callee()::equals).orElse(true))
            .filter(cdr -> query.result().map(cdr.result().name()::equals).orElse(true))
            .filter(cdr -> query.cursor().map(c -> cursor(cdr).compareTo(c) < 0).orElse(true))
            .sorted(Comparator.comparing(CallRecord::startedAt).reversed())
            .toList();
    var items = all.subList(0, Math.min(query.limit(), all.size()));
    boolean more = items.size() < all.size();
    return done(
        new Page<>(
            items, more ? Optional.of(cursor(items.get(items.size() - 1))) : Optional.empty()));
  }

  private static String cursor(CallRecord cdr) {
    return cdr.startedAt().toEpochMilli() + "." + cdr.callId();
  }

  @Override
  public synchronized CompletionStage<Optional<CallRecord>> find(TenantId tenant, CallId call) {
    return done(
        records.stream()
            .filter(cdr -> cdr.tenant().equals(tenant) && cdr.callId().equals(call))
            .findFirst());
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
