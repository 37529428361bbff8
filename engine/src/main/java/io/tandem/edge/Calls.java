package io.tandem.edge;

import io.tandem.call.CallEntity;
import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** The calls of the cluster, wherever they live. */
@FunctionalInterface
public interface Calls {
  /** Tells {@code call}; never blocks, may be called by any thread. */
  void tell(TenantId tenant, CallId call, CallEntity.Command command);

  /** The calls as {@code sharding} finds them. */
  static Calls sharded(ClusterSharding sharding) {
    return (tenant, call, command) ->
        sharding
            .entityRefFor(CallEntity.TYPE_KEY, tenant.value() + "|" + call.value())
            .tell(command);
  }
}
