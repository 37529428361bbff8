package io.tandem.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.bench.process.Pause;
import io.tandem.bench.sipp.Account;
import io.tandem.harness.ApiClient;
import io.tandem.harness.HarnessException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/**
 * Tenants without limits, made for a load through the API and removed with it, also when the load
 * is interrupted or their creation fails. Their domains are {@code load-….test}.
 */
final class LoadTenants implements Subscribers {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int WORKERS = 16;
  private static final int FIRST_NUMBER = 10_000;
  private static final Duration CREATION_LIMIT = Duration.ofSeconds(30);
  private static final Duration DELETE_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Map<String, Integer> NO_LIMITS =
      Map.of(
          "extensions", -1,
          "registrations_per_extension", -1,
          "concurrent_calls", -1,
          "calls_per_second", -1);
  private static final List<String> NEWER_LIMITS = List.of("registers_per_second");

  private final ApiClient api;
  private final boolean disposable;
  private final String password = random();
  private final ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
  private final ExecutorService creators = Executors.newFixedThreadPool(WORKERS);
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private List<List<Account>> accounts = List.of();
  private volatile boolean closing;
  private boolean closed;

  private LoadTenants(NodeProvisioning node) {
    this.api = node.api();
    this.disposable = node.disposable();
  }

  /**
   * Creates the tenants, several at a time.
   *
   * @param extensions how many each tenant gets
   * @throws HarnessException when the API refuses; what was made by then is removed
   */
  static LoadTenants create(NodeProvisioning node, int tenants, int extensions) {
    var made = new LoadTenants(node);
    if (!node.disposable()) {
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
    }
    try {
      made.createAll(tenants, extensions);
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    } finally {
      made.creators.shutdown();
    }
  }

  private void createAll(int tenants, int extensions) {
    String name = "load-" + new BigInteger(50, RANDOM).toString(36);
    accounts =
        inParallel(
            creators,
            tenants,
            index -> {
              try {
                return createOne("%s-%d.test".formatted(name, index), extensions);
              } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
                closing = true;
                throw failure.get();
              }
            });
  }

  private void goOn() {
    if (closing) {
      throw new HarnessException("the load ends before it is prepared");
    }
  }

  private List<Account> createOne(String domain, int extensions) {
    goOn();
    JsonNode tenant =
        api.post(
                "/v1/tenants",
                Map.of(
                    "domain",
                    domain,
                    "display_name",
                    "Load test",
                    "administrator",
                    Map.of("username", "admin", "password", random()),
                    "settings",
                    Map.of("registration_expiry", Map.of("maximum", "PT1H")),
                    "limits",
                    NO_LIMITS))
            .expect(201)
            .body();
    String id = tenant.get("id").asText();
    ids.add(id);
    liftNewLimits(tenant);
    var made = new ArrayList<Account>(extensions);
    for (int i = 0; i < extensions; i++) {
      goOn();
      var account = new Account(Integer.toString(FIRST_NUMBER + i), domain, password);
      api.post(
              "/v1/tenants/" + id + "/extensions",
              Map.of("number", account.user(), "display_name", "", "password", password))
          .expect(201);
      made.add(account);
    }
    return List.copyOf(made);
  }

  /** Nodes of older versions refuse limits that they do not know: what is there is asked first. */
  private void liftNewLimits(JsonNode tenant) {
    var lifted = new HashMap<String, Integer>();
    for (String limit : NEWER_LIMITS) {
      if (tenant.path("limits").has(limit)) {
        lifted.put(limit, -1);
      }
    }
    if (!lifted.isEmpty()) {
      api.patch("/v1/tenants/" + tenant.get("id").asText(), Map.of("limits", lifted)).expect(200);
    }
  }

  @Override
  public List<List<Account>> accounts() {
    return accounts;
  }

  /**
   * Removes the tenants, unless the node is disposable, and waits some time for that to be
   * complete. Those that are being created are waited for: their ids are not known before.
   */
  @Override
  public synchronized void close() {
    closing = true;
    if (disposable || closed) {
      return;
    }
    closed = true;
    awaitCreators();
    List<String> left = List.copyOf(ids);
    ExecutorService removers = Executors.newFixedThreadPool(WORKERS);
    try {
      inParallel(
          removers,
          left.size(),
          index -> {
            remove(left.get(index));
            return null;
          });
    } finally {
      removers.shutdown();
    }
  }

  private void awaitCreators() {
    creators.shutdown();
    try {
      if (!creators.awaitTermination(CREATION_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("tenants called load-… may be left behind: the API does not answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void remove(String id) {
    String path = "/v1/tenants/" + id;
    api.delete(path);
    Instant deadline = Instant.now().plus(DELETE_LIMIT);
    while (api.get(path).status() != 404) {
      if (Instant.now().isAfter(deadline)) {
        System.err.println("tenant " + id + " is still being deleted; it ends with its last call");
        return;
      }
      Pause.sleep(POLL);
    }
  }

  private static <T> List<T> inParallel(ExecutorService workers, int count, IntFunction<T> task) {
    try {
      var all = new ArrayList<CompletableFuture<T>>();
      for (int i = 0; i < count; i++) {
        int index = i;
        all.add(CompletableFuture.supplyAsync(() -> task.apply(index), workers));
      }
      var results = new ArrayList<T>();
      for (var one : all) {
        results.add(one.join());
      }
      return results;
    } catch (CompletionException e) {
      throw e.getCause() instanceof HarnessException known ? known : e;
    }
  }

  private static String random() {
    return new BigInteger(50, RANDOM).toString(36) + "-aA1";
  }
}
