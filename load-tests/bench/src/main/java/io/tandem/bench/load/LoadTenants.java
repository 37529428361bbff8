package io.tandem.bench.load;

import io.tandem.bench.process.Pause;
import io.tandem.bench.sipp.Account;
import io.tandem.harness.ApiClient;
import io.tandem.harness.HarnessException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/**
 * Tenants without limits, made for a load through the API and removed with it. Their domains are
 * {@code load-….test}.
 */
public final class LoadTenants implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int WORKERS = 16;
  private static final int FIRST_NUMBER = 10_000;
  private static final Duration DELETE_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Map<String, Integer> NO_LIMITS =
      Map.of(
          "extensions", -1,
          "registrations_per_extension", -1,
          "concurrent_calls", -1,
          "calls_per_second", -1);

  private final ApiClient api;
  private final boolean disposable;
  private final String password = random();
  private final ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
  private List<List<Account>> accounts = List.of();

  private LoadTenants(Target target) {
    this.api = target.api();
    this.disposable = target.disposable();
  }

  /**
   * Creates the tenants, several at a time.
   *
   * @param extensions how many each tenant gets
   * @throws HarnessException when the API refuses; what was made by then is removed
   */
  public static LoadTenants create(Target target, int tenants, int extensions) {
    var made = new LoadTenants(target);
    String name = "load-" + new BigInteger(50, RANDOM).toString(36);
    try {
      made.accounts =
          inParallel(
              tenants, index -> made.createOne("%s-%d.test".formatted(name, index), extensions));
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private List<Account> createOne(String domain, int extensions) {
    String id =
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
            .body()
            .get("id")
            .asText();
    ids.add(id);
    var made = new ArrayList<Account>(extensions);
    for (int i = 0; i < extensions; i++) {
      var account = new Account(Integer.toString(FIRST_NUMBER + i), domain, password);
      api.post(
              "/v1/tenants/" + id + "/extensions",
              Map.of("number", account.user(), "display_name", "", "password", password))
          .expect(201);
      made.add(account);
    }
    return List.copyOf(made);
  }

  /** The accounts of each tenant. */
  public List<List<Account>> accounts() {
    return accounts;
  }

  /**
   * Removes the tenants, unless the node is disposable, and waits some time for that to be
   * complete.
   */
  @Override
  public void close() {
    if (disposable) {
      return;
    }
    List<String> left = List.copyOf(ids);
    inParallel(
        left.size(),
        index -> {
          remove(left.get(index));
          return null;
        });
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

  private static <T> List<T> inParallel(int count, IntFunction<T> task) {
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
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
    } finally {
      workers.shutdown();
    }
  }

  private static String random() {
    return new BigInteger(50, RANDOM).toString(36) + "-aA1";
  }
}
