package io.tandem.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** The HTTP API as an administrator's program sees it. */
final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final HttpClient http;
  private final URI base;
  private final String token;

  private ApiClient(HttpClient http, URI base, String token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /** What came back. */
  record Reply(int status, JsonNode body) {
    /** This reply, when its status is as expected. */
    Reply expect(int expected) {
      if (status != expected) {
        throw new DemoException(
            "the API answered %d, not %d: %s".formatted(status, expected, body));
      }
      return this;
    }
  }

  /** Signs in at the API below {@code base}. */
  static ApiClient signIn(URI base, String username, String password) {
    var anonymous = new ApiClient(HttpClient.newHttpClient(), base, null);
    Reply reply =
        anonymous
            .send("POST", "/v1/tokens", Map.of("username", username, "password", password))
            .expect(200);
    return new ApiClient(anonymous.http, base, reply.body().get("access_token").asText());
  }

  Reply get(String path) {
    return send("GET", path, null);
  }

  Reply post(String path, Object body) {
    return send("POST", path, body);
  }

  private Reply send(String method, String path, Object body) {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      request.method(
          method,
          body == null
              ? BodyPublishers.noBody()
              : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      JsonNode answer =
          response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
      return new Reply(response.statusCode(), answer);
    } catch (IOException e) {
      throw new DemoException(method + " " + path + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }
}
