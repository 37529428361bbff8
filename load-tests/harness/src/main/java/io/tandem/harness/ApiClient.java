package io.tandem.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The HTTP API as an administrator's program sees it. Any thread may use it; it signs in again when
 * its token is no longer good.
 */
public final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int UNAUTHORIZED = 401;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final Map<String, String> credentials;
  private volatile String token;

  private ApiClient(URI base, Map<String, String> credentials) {
    this.base = base;
    this.credentials = credentials;
  }

  /**
   * What came back.
   *
   * @param body the JSON; a null node when there was none
   * @param retryAfter the header Retry-After; null when there was none
   */
  public record Reply(int status, JsonNode body, String retryAfter) {
    /**
     * This reply, when its status is as expected.
     *
     * @throws HarnessException when it is another
     */
    public Reply expect(int expected) {
      if (status != expected) {
        throw new HarnessException(
            "the API answered %d, not %d: %s".formatted(status, expected, body));
      }
      return this;
    }
  }

  /**
   * Signs in at the API below {@code base}.
   *
   * @throws HarnessException when the API does not answer or does not let us in
   */
  public static ApiClient signIn(URI base, String username, String password) {
    var client = new ApiClient(base, Map.of("username", username, "password", password));
    client.renewToken();
    return client;
  }

  /**
   * An API's address as a user gives it.
   *
   * @throws HarnessException when {@code text} is none
   */
  public static URI address(String text) {
    try {
      var url = new URI(text);
      if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new HarnessException(wrongAddress(text), e);
    }
    throw new HarnessException(wrongAddress(text));
  }

  private static String wrongAddress(String text) {
    return "--url %s: expected a URL such as http://127.0.0.1:8080".formatted(text);
  }

  /** The same session, its token included, at another node. */
  public ApiClient at(URI node) {
    var client = new ApiClient(node, credentials);
    client.token = token;
    return client;
  }

  private void renewToken() {
    Reply reply = json("POST", "/v1/tokens", send("POST", "/v1/tokens", credentials, null));
    token = reply.expect(200).body().get("access_token").asText();
  }

  /** Reads a resource. */
  public Reply get(String path) {
    return authorized("GET", path, null);
  }

  /** Creates something; {@code body} becomes JSON. */
  public Reply post(String path, Object body) {
    return authorized("POST", path, body);
  }

  /** Changes parts of a resource. */
  public Reply patch(String path, Object body) {
    return authorized("PATCH", path, body);
  }

  /** Removes a resource. */
  public Reply delete(String path) {
    return authorized("DELETE", path, null);
  }

  /** Reads a page that is not JSON, such as the metrics. */
  public String text(String path) {
    var response = send("GET", path, null, token);
    if (response.statusCode() != 200) {
      throw new HarnessException("GET %s answered %d".formatted(path, response.statusCode()));
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private Reply authorized(String method, String path, Object body) {
    Reply reply = json(method, path, send(method, path, body, token));
    if (reply.status() != UNAUTHORIZED) {
      return reply;
    }
    renewToken();
    return json(method, path, send(method, path, body, token));
  }

  private static Reply json(String method, String path, HttpResponse<byte[]> response) {
    try {
      JsonNode body =
          response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
      String retryAfter = response.headers().firstValue("Retry-After").orElse(null);
      return new Reply(response.statusCode(), body, retryAfter);
    } catch (IOException e) {
      throw new HarnessException(method + " " + path + " answered no JSON", e);
    }
  }

  private HttpResponse<byte[]> send(String method, String path, Object body, String bearer) {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json");
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    try {
      request.method(
          method,
          body == null
              ? BodyPublishers.noBody()
              : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new HarnessException(
          "%s %s failed: %s".formatted(method, base.resolve(path), reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
