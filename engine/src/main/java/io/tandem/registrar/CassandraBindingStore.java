package io.tandem.registrar;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.id.Text;
import io.tandem.store.BindingRow;
import io.tandem.store.CassandraStore;
import io.tandem.store.RareLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bindings as rows of their tenant's slices in Cassandra. One that the database refuses for good is
 * left out, counted and logged: it goes on in memory, until its slice leaves it.
 */
public final class CassandraBindingStore implements BindingStore {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraBindingStore.class);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addMixIn(Binding.class, Unwritten.class)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final int LOGGED_CONTACT = 200;
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  /** What is heard of a phone now says nothing when the row is read. */
  @JsonIgnoreProperties("pulse")
  private interface Unwritten {}

  private final CassandraStore store;
  private final Counter refused;
  private final RareLine refusedLine;

  /** The bindings in {@code store}. */
  public CassandraBindingStore(CassandraStore store, MeterRegistry meters, Clock clock) {
    this.store = store;
    this.refused = meters.counter("tandem.registrar.rows.refused");
    this.refusedLine = new RareLine(clock, LOG_INTERVAL);
  }

  @Override
  public CompletionStage<Boolean> answers() {
    return store.answers();
  }

  @Override
  public CompletionStage<List<ExtensionBinding>> readSlice(TenantId tenant, int slice) {
    return store.tenant(tenant).bindings().slice(slice).thenApply(CassandraBindingStore::read);
  }

  @Override
  public CompletionStage<List<Binding>> read(TenantId tenant, int slice, Extension extension) {
    return store
        .tenant(tenant)
        .bindings()
        .of(slice, extension)
        .thenApply(rows -> read(rows).stream().map(ExtensionBinding::binding).toList());
  }

  @Override
  public CompletionStage<Void> write(TenantId tenant, int slice, List<BindingWrite> writes) {
    List<BindingRow> rows = writes.stream().map(CassandraBindingStore::row).toList();
    return store
        .tenant(tenant)
        .bindings()
        .putAll(slice, rows, (row, failure) -> leaveOut(tenant, row, failure));
  }

  private void leaveOut(TenantId tenant, BindingRow row, Throwable failure) {
    refused.increment();
    refusedLine.add(
        1,
        sum ->
            LOG.error(
                "{} bindings are refused by the database for good and kept in memory only, one of"
                    + " them of {} of tenant {}, {}: {}",
                sum,
                row.extension(),
                tenant,
                Text.cut(row.contact(), LOGGED_CONTACT),
                failure.getMessage()));
  }

  /** A binding that shall go is one that has expired long ago. */
  private static BindingRow row(BindingWrite write) {
    var binding = write.binding();
    return binding == null
        ? new BindingRow(write.extension(), write.key(), "", Instant.EPOCH)
        : new BindingRow(write.extension(), write.key(), toJson(binding), binding.expiresAt());
  }

  private static String toJson(Binding binding) {
    try {
      return MAPPER.writeValueAsString(binding);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a binding is always JSON", e);
    }
  }

  /** A row that cannot be read costs its phone a registration, not the slice all of its own. */
  private static List<ExtensionBinding> read(List<BindingRow> rows) {
    var bindings = new ArrayList<ExtensionBinding>(rows.size());
    for (var row : rows) {
      try {
        var binding = MAPPER.readValue(row.json(), Binding.class);
        bindings.add(new ExtensionBinding(row.extension(), binding));
      } catch (JsonProcessingException e) {
        LOG.warn("A stored binding of {} cannot be read: {}", row.extension(), e.getMessage());
      }
    }
    return bindings;
  }
}
