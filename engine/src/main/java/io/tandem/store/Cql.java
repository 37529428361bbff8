package io.tandem.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs CQL: prepares each text once, asynchronously, and counts what fails. A request's text is
 * always a constant of this package (or one of a few), never made from data.
 */
final class Cql {
  /** One statement with its values. */
  record Request(String text, Object... values) {
    static Request of(String text, Object... values) {
      return new Request(text, values);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(CassandraStore.class);

  private final CqlSession session;
  private final MeterRegistry meters;
  private final Timer requests;
  private final OutageLog outages = new OutageLog(LOG, System::nanoTime);
  private final Map<String, CompletableFuture<PreparedStatement>> prepared =
      new ConcurrentHashMap<>();

  Cql(CqlSession session, MeterRegistry meters) {
    this.session = session;
    this.meters = meters;
    this.requests = meters.timer("tandem.store.requests");
  }

  /** Reads every row, page by page. */
  <T> CompletionStage<List<T>> list(Function<Row, T> mapper, String text, Object... values) {
    return bind(text, values)
        .thenCompose(statement -> run(statement.setIdempotent(true)))
        .thenCompose(page -> collect(page, mapper, new ArrayList<>()));
  }

  /** Reads one row. */
  <T> CompletionStage<Optional<T>> find(Function<Row, T> mapper, String text, Object... values) {
    return bind(text, values)
        .thenCompose(statement -> run(statement.setIdempotent(true)))
        .thenApply(page -> Optional.ofNullable(page.one()).map(mapper));
  }

  /** Reads one row as the last conditional write left it, one in flight included. */
  <T> CompletionStage<Optional<T>> findSerial(
      Function<Row, T> mapper, String text, Object... values) {
    return bind(text, values)
        .thenCompose(
            statement ->
                run(
                    statement
                        .setIdempotent(true)
                        .setConsistencyLevel(DefaultConsistencyLevel.SERIAL)))
        .thenApply(page -> Optional.ofNullable(page.one()).map(mapper));
  }

  /** Writes unconditionally; the driver may repeat it. */
  CompletionStage<Void> write(String text, Object... values) {
    return bind(text, values)
        .thenCompose(statement -> run(statement.setIdempotent(true)))
        .thenAccept(done -> {});
  }

  /** Writes several rows of one partition, unlogged: one mutation, applied as a whole. */
  CompletionStage<Void> writeToPartition(List<Request> writes) {
    return batch(BatchType.UNLOGGED, writes)
        .thenCompose(batch -> run(batch.setIdempotent(true)))
        .thenAccept(done -> {});
  }

  /**
   * As {@link #writeToPartition(List)}; but of writes that are refused together each is tried
   * alone, and those that are refused alone are left out.
   *
   * @param refused is told of each that is left out, and why
   */
  CompletionStage<Void> writeToPartition(
      List<Request> writes, BiConsumer<Request, Throwable> refused) {
    return writeToPartition(writes)
        .exceptionallyCompose(
            failure -> {
              if (!StoreException.isRefusal(failure)) {
                return CompletableFuture.failedFuture(failure);
              }
              if (writes.size() == 1) {
                refused.accept(writes.get(0), failure);
                return CompletableFuture.completedFuture(null);
              }
              CompletionStage<Void> written = CompletableFuture.completedFuture(null);
              for (Request write : writes) {
                written = written.thenCompose(done -> writeToPartition(List.of(write), refused));
              }
              return written;
            });
  }

  /** Writes on a condition (a lightweight transaction); the page holds what Cassandra answers. */
  CompletionStage<AsyncResultSet> tryWrite(String text, Object... values) {
    return bind(text, values).thenCompose(this::run);
  }

  /** Several writes to one partition, of which one at least has a condition. */
  CompletionStage<AsyncResultSet> tryWrite(List<Request> writes) {
    return batch(BatchType.LOGGED, writes).thenCompose(this::run);
  }

  /**
   * What Cassandra's answer to a write {@code IF version = ?} says that would have made {@code
   * version}. A row that does not exist has no column in the answer.
   */
  static ChangeResult changeResult(AsyncResultSet answer, long version) {
    if (answer.wasApplied()) {
      return new ChangeResult.Applied(version);
    }
    Row current = answer.one();
    boolean known = current != null && current.getColumnDefinitions().contains("version");
    return new ChangeResult.Stale(known ? current.getLong("version") : 0);
  }

  private CompletionStage<BatchStatement> batch(BatchType type, List<Request> writes) {
    CompletionStage<BatchStatementBuilder> batch =
        CompletableFuture.completedFuture(BatchStatement.builder(type));
    for (Request write : writes) {
      batch =
          batch.thenCombine(
              bind(write.text(), write.values()),
              (builder, statement) -> builder.addStatement(statement));
    }
    return batch.thenApply(BatchStatementBuilder::build);
  }

  private CompletionStage<BoundStatement> bind(String text, Object... values) {
    return prepare(text).thenApply(statement -> bind(statement, values));
  }

  /** Values that the driver cannot write are refused as surely as those that Cassandra refuses. */
  private BoundStatement bind(PreparedStatement statement, Object... values) {
    try {
      return statement.bind(values);
    } catch (RuntimeException e) {
      throw counted(StoreException.refused(e));
    }
  }

  private CompletionStage<PreparedStatement> prepare(String text) {
    return prepared.computeIfAbsent(text, this::prepareNow);
  }

  private CompletableFuture<PreparedStatement> prepareNow(String text) {
    CompletableFuture<PreparedStatement> preparation =
        guarded(() -> session.prepareAsync(text), DriverFailures::ofPreparation)
            .toCompletableFuture();
    // Not inside computeIfAbsent's own call: a preparation that failed at once would be kept.
    preparation.whenCompleteAsync(
        (statement, error) -> {
          if (error != null) {
            prepared.remove(text, preparation);
          }
        });
    return preparation;
  }

  private CompletionStage<AsyncResultSet> run(Statement<?> statement) {
    long start = System.nanoTime();
    return guarded(() -> session.executeAsync(statement), DriverFailures::ofRequest)
        .whenComplete(
            (page, error) -> requests.record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
  }

  private <T> CompletionStage<List<T>> collect(
      AsyncResultSet page, Function<Row, T> mapper, List<T> into) {
    page.currentPage().forEach(row -> into.add(mapper.apply(row)));
    if (!page.hasMorePages()) {
      return CompletableFuture.completedFuture(into);
    }
    return guarded(page::fetchNextPage, DriverFailures::ofRequest)
        .thenCompose(next -> collect(next, mapper, into));
  }

  /** Every failure is counted by its kind and becomes a {@link StoreException}. */
  private <T> CompletionStage<T> guarded(
      Supplier<CompletionStage<T>> request, Function<Throwable, StoreException> meaning) {
    return request
        .get()
        .handle(
            (result, error) -> {
              if (error != null) {
                throw counted(meaning.apply(error));
              }
              outages.succeeded();
              return result;
            });
  }

  /** Counts what a repository had to do. */
  void count(String meter) {
    meters.counter(meter).increment();
  }

  private StoreException counted(StoreException failure) {
    String kind = failure.getCause().getClass().getSimpleName();
    meters.counter("tandem.store.failures", "kind", kind).increment();
    if (failure.isRefusal()) {
      meters.counter("tandem.store.refused").increment();
    } else {
      outages.failed(failure);
    }
    return failure;
  }
}
