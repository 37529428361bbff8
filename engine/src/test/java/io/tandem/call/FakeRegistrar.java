package io.tandem.call;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.registrar.Binding;
import io.tandem.registrar.BindingPage;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.Registrar;
import io.tandem.registrar.Registration;
import io.tandem.registrar.RegistrationResult;
import io.tandem.sip.transport.Flow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says of every extension what it was made with. */
final class FakeRegistrar implements Registrar {
  CompletionStage<List<Binding>> answer = CompletableFuture.completedFuture(List.of());

  @Override
  public CompletionStage<List<Binding>> lookup(TenantId tenant, Extension extension) {
    return answer;
  }

  @Override
  public CompletionStage<RegistrationResult> register(
      TenantId tenant, Extension extension, Registration registration) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<Boolean> remove(TenantId tenant, Extension extension, String bindingId) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<Boolean> heard(
      TenantId tenant, Extension extension, String bindingId, Flow flow, Pulse pulse) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<Void> removeAll(TenantId tenant, Extension extension) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<BindingPage> list(TenantId tenant, String after, int limit) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }
}
