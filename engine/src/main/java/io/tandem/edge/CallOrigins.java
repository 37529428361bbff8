package io.tandem.edge;

import io.tandem.edge.LiveRegistrations.Nearness;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Whether an INVITE with a right digest comes from its extension. A digest alone does not say so: a
 * phone signs whatever nonce it is challenged with by whoever it has a call with, so a stranger can
 * have one signed for a call of his own ("digest relay").
 *
 * <p>What was signed must name whom the INVITE calls; a proxy may have rewritten that, which is
 * believed on the flow by which the extension is registered. And where the tenant wants it, calls
 * come from a network from which the extension is registered.
 */
final class CallOrigins {
  private static final Refusal FOREIGN_DIGEST =
      Refusal.of(403, "digest-uri").warning("The digest is for another request");
  private static final Refusal FOREIGN_NETWORK =
      Refusal.of(403, "network").warning("No registration from this network");

  private final LiveRegistrations live;
  private final Whereabouts whereabouts;

  CallOrigins(LiveRegistrations live, Whereabouts whereabouts) {
    this.live = live;
    this.whereabouts = whereabouts;
  }

  /**
   * What an INVITE says of where it comes from.
   *
   * @param digestUri the {@code uri} of its credentials
   */
  record Origin(
      TenantConfiguration tenant,
      ExtensionConfiguration caller,
      SipRequest invite,
      String digestUri,
      Flow flow) {

    private boolean isSignedForThis() {
      return names(digestUri, invite);
    }

    /** How near to a registration it has to come from. */
    private Nearness needed() {
      if (!isSignedForThis()) {
        return Nearness.FLOW;
      }
      return tenant.profile().settings().callsFromRegisteredNetworks()
          ? Nearness.NETWORK
          : Nearness.UNKNOWN;
    }
  }

  /** Whether it is fine, by what this node knows without asking. */
  boolean isFine(Origin origin) {
    var needed = origin.needed();
    return needed == Nearness.UNKNOWN || nearness(origin).isAtLeast(needed);
  }

  /** Asks the registrar for what this node does not know; why it is refused, if it is. */
  CompletionStage<Optional<Refusal>> ask(Origin origin) {
    return whereabouts
        .ask(origin.tenant().id(), origin.caller().number())
        .thenApply(
            known -> {
              if (isFine(origin)) {
                return Optional.empty();
              }
              return Optional.of(origin.isSignedForThis() ? FOREIGN_NETWORK : FOREIGN_DIGEST);
            });
  }

  private Nearness nearness(Origin origin) {
    return live.confirmed(origin.tenant().id(), origin.caller().number(), origin.flow());
  }

  /** Whether {@code uri} names user and host of the Request-URI. */
  private static boolean names(String uri, SipRequest request) {
    if (uri.equals(request.requestUri())) {
      return true;
    }
    var target = request.uri();
    if (target == null || !SipUri.isSip(uri)) {
      return false;
    }
    try {
      var signed = SipUri.parse(uri);
      return target.host().equals(signed.host())
          && (target.user() == null ? signed.user() == null : target.user().equals(signed.user()));
    } catch (SipSyntaxException e) {
      return false;
    }
  }
}
