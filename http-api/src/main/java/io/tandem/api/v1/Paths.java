package io.tandem.api.v1;

import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.id.CallId;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads ids from paths. What has not the form of an id names nothing: 404. */
final class Paths {
  /** An id that no tenant has. */
  private static final TenantId NOBODY = TenantId.fromLong(0);

  private Paths() {}

  static TenantId tenant(ApiRequest<?> request) {
    String text = request.parameter(Endpoint.TENANT_ID);
    return TenantId.isValid(text) ? new TenantId(text) : NOBODY;
  }

  static CompletionStage<Answer> withExtension(
      ApiRequest<?> request, Function<Extension, CompletionStage<Answer>> then) {
    return with(request.parameter("number"), Extension::isValid, Extension::new, then);
  }

  static CompletionStage<Answer> withCall(
      ApiRequest<?> request, Function<CallId, CompletionStage<Answer>> then) {
    return with(request.parameter("callId"), CallId::isValid, CallId::new, then);
  }

  private static <T> CompletionStage<Answer> with(
      String text,
      Predicate<String> isValid,
      Function<String, T> id,
      Function<T, CompletionStage<Answer>> then) {
    return isValid.test(text)
        ? then.apply(id.apply(text))
        : CompletableFuture.completedFuture(Outcomes.notFound());
  }
}
