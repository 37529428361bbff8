package io.tandem.registrar;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.store.BindingRow;
import io.tandem.store.CassandraStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bindings as rows of their tenant's slices in Cassandra. */
public final class CassandraBindingStore implements BindingStore {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraBindingStore.class);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addMixIn(Binding.class, Unwritten.class)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** What is heard of a phone now says nothing when the row is read. */
  @JsonIgnoreProperties("pulse")
  private interface Unwritten {}

  private final CassandraStore store;

  /** The bindings in {@code store}. */
  public CassandraBindingStore(CassandraStore store) {
    this.store = store;
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
    var rows = new ArrayList<BindingRow>(writes.size());
    for (var write : writes) {
      rows.add(row(write));
    }
    return store.tenant(tenant).bindings().putAll(slice, rows);
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
