package io.tandem.registrar;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where bindings outlive their entity. Methods never block; stages fail when the store does. */
public interface BindingStore {
  /** Every stored binding of a slice that has not expired. */
  CompletionStage<List<ExtensionBinding>> readSlice(TenantId tenant, int slice);

  /** The stored bindings of one extension that have not expired. */
  CompletionStage<List<Binding>> read(TenantId tenant, int slice, Extension extension);

  /** Stores and deletes; a row ends by itself when its binding expires. Repeatable. */
  CompletionStage<Void> write(TenantId tenant, int slice, List<BindingWrite> writes);

  /** Whether the store answers now; never fails. */
  CompletionStage<Boolean> answers();
}
