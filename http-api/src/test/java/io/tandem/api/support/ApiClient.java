package io.tandem.api.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;

/** Asks the API over HTTP, with or without a token. */
public final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;
  private final String token;

  ApiClient(int port, String token) {
    this.port = port;
    this.token = token;
  }

  /** This client with another token; {@code null} for none. */
  public ApiClient with(String otherToken) {
    return new ApiClient(port, otherToken);
  }

  /** What was answered. */
  public record Reply(int status, String text, HttpResponse<String> response) {

    /** The body as JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A header's value, empty when absent. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The problem's code. */
    public String code() {
      return json().path("code").asText();
    }

    /** The names of the problem's wrong fields. */
    public List<String> wrongFields() {
      return json().path("errors").findValuesAsText("field");
    }
  }

  public Reply get(String path) {
    return send("GET", path, null);
  }

  public Reply post(String path, String body) {
    return send("POST", path, body);
  }

  public Reply put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  public Reply patch(String path, String body, String... headers) {
    return send("PATCH", path, body, headers);
  }

  public Reply delete(String path, String... headers) {
    return send("DELETE", path, null, headers);
  }

  /**
   * Sends a request.
   *
   * @param body JSON, with single quotes for double ones; {@code null} for none
   * @param headers names and values in turn; Content-Type is application/json unless given
   */
  public Reply send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    request.setHeader("Content-Type", "application/json");
    Optional.ofNullable(token).ifPresent(t -> request.setHeader("Authorization", "Bearer " + t));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
