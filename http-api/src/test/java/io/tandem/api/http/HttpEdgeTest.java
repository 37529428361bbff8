package io.tandem.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.auth.ApiRole;
import io.tandem.api.auth.Principal;
import io.tandem.api.support.ApiClient;
import io.tandem.api.support.TestApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers to requests that are wrong before any route looks at them. */
class HttpEdgeTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void recover() {
    api.tenants.failWith(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/v1",
        "/v1/",
        "/v1/tenants/",
        "/v1//tenants",
        "/V1/tenants",
        "/v1/tenants/../nodes",
        "/v1/%2e%2E/v1/nodes",
        "/v1/./nodes",
        "/v1/../metrics",
        "/v1/nodes/.",
        "/v1%2fnodes",
        "/v1/nodes;x=1",
        "/v1/nodes%00",
        "/v1/nodes/",
        "/metrics/",
        "/v1/tenants/%ff%fe",
        "/v1/tenants/%F0%9F%98%80/calls"
      })
  void pathsThatNameNothingAre404(String path) {
    var reply = api.root().get(path);

    assertThat(reply.status()).isEqualTo(404);
    assertProblem(reply, "NOT_FOUND");
  }

  @Test
  void anEncodedSlashStaysInsideItsSegment() {
    var reply = api.root().get(api.acmePath() + "/users/ann%2f..%2f..");

    assertThat(reply.status()).isEqualTo(404);
    assertProblem(reply, "NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/9.9", "GARBAGE", "GET /v1/%zz HTTP/1.1", "\u0000\u0001\u0002"})
  void whatIsNoHttpIsAnsweredWithAProblem(String line) throws IOException {
    String answer = raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).containsPattern("HTTP/1.1 (400|501|505) ");
    assertThat(answer).contains("application/problem+json").contains("\"code\":\"BAD_REQUEST\"");
    assertThat(answer).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void garbageAfterAGoodRequestIsAnsweredAfterIt() throws IOException {
    String answer = raw("GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n<<<garbage>>>\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 400 ");
    assertThat(answer).contains("\"code\":\"BAD_REQUEST\"");
  }

  @Test
  void aVeryLongUrlIs414() {
    var reply = api.root().get("/v1/tenants?cursor=" + "a".repeat(4000));

    assertThat(reply.status()).isEqualTo(414);
    assertProblem(reply, "BAD_REQUEST");
  }

  @Test
  void aBodyThatStallsIs408() throws IOException {
    String answer =
        raw(
            "POST /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{\"username\":");

    assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"REQUEST_TIMEOUT\"");
  }

  @Test
  void aBodyThatIsTooLargeIs413() {
    var reply = api.nobody().post("/v1/tokens", "{'username': '" + "x".repeat(10_000) + "'}");

    assertThat(reply.status()).isEqualTo(413);
    assertProblem(reply, "TOO_LARGE");
  }

  @Test
  void aBodyOfTheLargestSizeIsTaken() throws IOException {
    String body = "{\"username\":\"" + "x".repeat(4096 - 32) + "\"";
    body += " ".repeat(4096 - 1 - body.length()) + "}";
    String head = "POST /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    String close = "Connection: close\r\n\r\n";

    String whole = raw(head + "Content-Length: 4096\r\n" + close + body);
    String chunked =
        raw(head + "Transfer-Encoding: chunked\r\n" + close + "1000\r\n" + body + "\r\n0\r\n\r\n");

    assertThat(whole).startsWith("HTTP/1.1 422 ").contains("password is missing");
    assertThat(chunked).startsWith("HTTP/1.1 422 ").contains("password is missing");
  }

  @Test
  void aChunkedBodyThatIsTooLargeIs413() throws IOException {
    String chunk = "800\r\n" + "x".repeat(0x800) + "\r\n";
    String answer =
        raw(
            "POST /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + chunk.repeat(4)
                + "0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"TOO_LARGE\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "x"})
  void otherMediaTypesAre415(String type) {
    var reply = api.nobody().send("POST", "/v1/tokens", "{}", "Content-Type", type);

    assertThat(reply.status()).isEqualTo(415);
    assertProblem(reply, "UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void headIsAnsweredLikeGetWithoutABody() {
    var reply = api.root().send("HEAD", api.acmePath(), null);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isNotEmpty();
    assertThat(reply.text()).isEmpty();
  }

  @Test
  void aWrongMethodIs405AndNamesTheRightOnes() {
    var reply = api.root().send("PUT", "/v1/tenants", "{}");

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, POST");
    assertProblem(reply, "METHOD_NOT_ALLOWED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?nothing=1", "?limit=1&limit=2", "?limit=%zz", "?limit=%ff", "?="})
  void wrongQueriesAre400(String query) throws IOException {
    String token = api.tokens.issue(new Principal("root", ApiRole.SYSTEM_ADMIN, null));
    String answer =
        raw(
            "GET /v1/tenants%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                    .formatted(query, token)
                + "Connection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
  }

  static List<RuntimeException> absences() {
    return List.of(
        new CompletionException(new TimeoutException("secret detail")),
        new RejectedExecutionException("secret detail"));
  }

  @ParameterizedTest
  @MethodSource("absences")
  void anAbsentServiceIs503AndNotDescribed(RuntimeException failure) {
    api.tenants.failWith(failure);

    var reply = api.root().get("/v1/tenants");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertProblem(reply, "UNAVAILABLE");
    assertThat(reply.text()).doesNotContain("secret");
  }

  @Test
  void aDefectIs500AndNotDescribed() {
    api.tenants.failWith(new IllegalStateException("secret detail"));

    var reply = api.root().get("/v1/tenants");

    assertThat(reply.status()).isEqualTo(500);
    assertProblem(reply, "INTERNAL");
    assertThat(reply.text()).doesNotContain("secret");
  }

  @Test
  void metricsCountRequestsByRouteAndRefusalsByCode() {
    api.root().get(api.acmePath() + "/extensions/9999");

    var page = api.nobody().get("/metrics");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(page.text())
        .contains("route=\"/v1/tenants/{tenantId}/extensions/{number}\"")
        .contains("tandem_http_refusals_total{code=\"NOT_FOUND\"}")
        .doesNotContain(api.acme.value());
  }

  @Test
  void answersTellNothingOfTheServerAndAreNotStored() {
    var reply = api.root().get("/v1/nodes");

    assertThat(reply.header("Server")).isEmpty();
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }

  private static void assertProblem(ApiClient.Reply reply, String code) {
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
    assertThat(reply.text()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  /** Sends bytes as they are and reads until the server closes or has nothing to say for long. */
  private static String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
