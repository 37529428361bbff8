package io.tandem.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tandem.harness.ApiClient;
import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A load's tenants at an API that can be told to refuse. */
class LoadTenantsTest {
  private static final String TENANTS = "/v1/tenants";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new ArrayList<>();
  private final TreeSet<String> created = new TreeSet<>();
  private final TreeSet<String> deleted = new TreeSet<>();
  private String refused = "none";
  private String limits = "{\"extensions\":-1}";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getPath();
      byte[] body;
      int status;
      synchronized (this) {
        requests.add(method + " " + path);
        status = status(method, path);
        body =
            "{\"access_token\":\"t\",\"id\":\"%s\",\"limits\":%s}"
                .formatted(created.isEmpty() ? "" : created.last(), limits)
                .getBytes(StandardCharsets.UTF_8);
      }
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private int status(String method, String path) {
    if (path.equals("/v1/tokens")) {
      return 200;
    }
    if (path.equals(TENANTS)) {
      created.add("tenant-%03d".formatted(created.size()));
      return 201;
    }
    String id = path.split("/")[3];
    if (method.equals("DELETE")) {
      deleted.add(id);
      return 202;
    }
    if (method.equals("GET")) {
      return deleted.contains(id) ? 404 : 200;
    }
    if (method.equals("PATCH")) {
      return 200;
    }
    return id.equals(refused) ? 500 : 201;
  }

  private NodeProvisioning target(boolean disposable) {
    var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new NodeProvisioning(ApiClient.signIn(base, "admin", "secret"), disposable);
  }

  @Test
  void whatWasMadeBeforeAFailureIsRemovedOnceNobodyMakesMore() {
    refused = "tenant-003";

    assertThatThrownBy(() -> LoadTenants.create(target(false), 40, 50))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("500");

    synchronized (this) {
      assertThat(deleted).isEqualTo(created).hasSizeLessThan(40);
      int firstRemoval = firstRemoval();
      assertThat(firstRemoval).isPositive();
      assertThat(requests.subList(firstRemoval, requests.size()))
          .noneMatch(request -> request.startsWith("POST"));
    }
  }

  private int firstRemoval() {
    return requests.indexOf(
        requests.stream().filter(request -> request.startsWith("DELETE")).findFirst().orElse(""));
  }

  @Test
  void theyAreRemovedOnceHoweverOftenItIsClosed() {
    var tenants = LoadTenants.create(target(false), 3, 2);
    assertThat(tenants.accounts()).hasSize(3).allSatisfy(each -> assertThat(each).hasSize(2));

    tenants.close();
    tenants.close();

    synchronized (this) {
      assertThat(deleted).isEqualTo(created).hasSize(3);
      assertThat(requests).filteredOn(request -> request.startsWith("DELETE")).hasSize(3);
    }
  }

  /** An older node refuses what it does not know, and both versions are put under the same load. */
  @Test
  void aLimitThatOnlyNewerNodesHaveIsLiftedWhereItIs() {
    LoadTenants.create(target(true), 1, 1).close();
    synchronized (this) {
      assertThat(requests).noneMatch(request -> request.startsWith("PATCH"));
      limits = "{\"extensions\":-1,\"registers_per_second\":100}";
    }

    LoadTenants.create(target(true), 1, 1).close();
    synchronized (this) {
      assertThat(requests).contains("PATCH /v1/tenants/" + created.last());
    }
  }

  @Test
  void aDisposableNodeTakesThemAlong() {
    LoadTenants.create(target(true), 2, 1).close();

    synchronized (this) {
      assertThat(deleted).isEmpty();
    }
  }
}
