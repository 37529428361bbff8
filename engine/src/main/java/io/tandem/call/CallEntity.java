package io.tandem.call;

import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;
import io.tandem.routing.Route;
import java.time.Instant;
import java.util.Map;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** One call, from its INVITE to its record. */
public final class CallEntity {
  /** Where calls are found: sharded by {@link CallSharding}. */
  public static final EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "Call");

  private CallEntity() {}

  /** What a call can be told. */
  public sealed interface Command extends CborSerializable {}

  /**
   * Begins the call: admitted and routed already.
   *
   * @param domain the tenant's domain, the host part of what the callee sees
   * @param startedAt when the INVITE came
   * @param caller the extension that calls
   * @param callerDisplayName what the callee sees as the caller's name, or {@code null}
   * @param dialled the user part that the caller dialled
   */
  public record Start(
      TenantId tenant,
      Domain domain,
      CallId call,
      Instant startedAt,
      IncomingRequest invite,
      Extension caller,
      String callerDisplayName,
      String dialled,
      Route.ToExtension route)
      implements Command {}

  /**
   * A request inside one of the call's dialogs, ACK included.
   *
   * @param variant which of the leg's dialogs: {@link io.tandem.call.leg.DialogToken#variant()}
   */
  public record Requested(LegId leg, int variant, IncomingRequest request) implements Command {}

  /**
   * An INVITE of {@code leg} was cancelled; the CANCEL itself is answered already.
   *
   * @param cseq the INVITE's
   * @param headers the CANCEL's white-listed headers (Reason, RFC 3326)
   */
  public record Cancelled(LegId leg, long cseq, Map<String, String> headers) implements Command {}

  /** A response to a request that the call sent on {@code leg}. */
  public record Responded(LegId leg, IncomingResponse response) implements Command {}

  /** A request that the call sent on {@code leg} will get no final response. */
  public record RequestFailed(LegId leg, String method, long cseq, RequestFailure failure)
      implements Command {}
}
