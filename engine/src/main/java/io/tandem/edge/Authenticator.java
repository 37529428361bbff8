package io.tandem.edge;

import io.tandem.id.Extension;
import io.tandem.net.SourceNetwork;
import io.tandem.sip.digest.DigestAlgorithm;
import io.tandem.sip.digest.DigestChallenges;
import io.tandem.sip.digest.DigestCredentials;
import io.tandem.sip.digest.IssuedNonce;
import io.tandem.sip.digest.Verdict;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transport.Flow;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Who sends a request (RFC 3261 §22, RFC 7616). An unknown tenant, an unknown or disabled extension
 * and a wrong password get the same answer: a fresh challenge.
 */
final class Authenticator {
  private static final List<DigestAlgorithm> DEFAULT = List.of(DigestAlgorithm.MD5);
  private static final int MAX_USER = 64;

  private final DigestChallenges challenges;
  private final LiveRegistrations live;
  private final GuessLimiter guesses;
  private final Whereabouts whereabouts;
  private final EdgeMetrics metrics;
  private final FailureLog failures;

  Authenticator(
      DigestChallenges challenges,
      LiveRegistrations live,
      GuessLimiter guesses,
      Whereabouts whereabouts,
      EdgeMetrics metrics,
      FailureLog failures) {
    this.challenges = challenges;
    this.live = live;
    this.guesses = guesses;
    this.whereabouts = whereabouts;
    this.metrics = metrics;
    this.failures = failures;
  }

  /**
   * Either an extension or why not.
   *
   * @param digestUri what the extension has signed: the {@code uri} of its credentials
   * @param stranger whose {@link Whereabouts} may lead to another outcome; {@code null} for
   *     nobody's
   */
  record Outcome(
      ExtensionConfiguration extension,
      String digestUri,
      Refusal refusal,
      Whereabouts.Stranger stranger) {
    private static Outcome accepted(ExtensionConfiguration extension, String digestUri) {
      return new Outcome(extension, digestUri, null, null);
    }

    private static Outcome refused(Refusal refusal) {
      return new Outcome(null, null, refusal, null);
    }

    private Outcome unless(Whereabouts.Stranger known) {
      return new Outcome(extension, digestUri, refusal, known);
    }
  }

  /** Which headers carry what: a registrar's are others than a proxy's (§22.2, §22.3). */
  enum Role {
    REGISTRAR(401, "WWW-Authenticate", "Authorization"),
    PROXY(407, "Proxy-Authenticate", "Proxy-Authorization");

    final int status;
    final String challenge;
    final String credentials;

    Role(int status, String challenge, String credentials) {
      this.status = status;
      this.challenge = challenge;
      this.credentials = credentials;
    }
  }

  /**
   * @param tenant {@code null} when nobody owns the claimed domain
   * @param flow where the request came from, and its challenge goes to
   */
  Outcome authenticate(
      SipRequest request, Role role, Claim claim, TenantConfiguration tenant, Flow flow) {
    var source = SourceNetwork.of(flow.remote().getAddress());
    boolean known = tenant != null && tenant.profile().status() != TenantStatus.DELETING;
    String realm = known ? tenant.profile().domain().value() : claim.domain();
    var algorithms = known ? algorithms(tenant) : DEFAULT;
    var credentials = claim.credentialsFor(realm);
    if (credentials == null) {
      return challenge(role, realm, algorithms, source, false, "challenge");
    }
    var nonce = challenges.open(credentials);
    // Anybody can write a datagram in another's name, but sees no nonce that is sent there. Who has
    // one of his own must not have what it begins answered elsewhere.
    if (nonce == null || !nonce.to().equals(source)) {
      return challenge(role, realm, algorithms, source, true, "stale");
    }
    if (guesses.isWatching()) {
      var guesser = guesser(tenant, credentials, nonce, flow);
      var wait = guesses.wait(guesser);
      if (!wait.isZero()) {
        var refused = Outcome.refused(Refusal.busy("guessing", wait));
        var stranger = known ? stranger(tenant, credentials, source) : null;
        if (stranger != null
            && guesser.nearness() == LiveRegistrations.Nearness.UNKNOWN
            && whereabouts.mayAskFor(stranger)) {
          return refused.unless(stranger);
        }
        metrics.notAuthenticated("guessing");
        report(FailureCause.GUESSING, flow, nonce, tenant, credentials);
        return refused;
      }
    }
    var extension = known ? extension(tenant, credentials) : null;
    return switch (verify(credentials, nonce, request.method(), extension, algorithms)) {
      case ACCEPTED -> Outcome.accepted(extension, credentials.uri());
      case STALE -> challenge(role, realm, algorithms, source, true, "stale");
      case WRONG -> {
        guesses.wrong(guesser(tenant, credentials, nonce, flow));
        metrics.notAuthenticated(extension != null ? "password" : known ? "user" : "tenant");
        report(causeOf(known, extension), flow, nonce, tenant, credentials);
        yield challenge(role, realm, algorithms, source, false, "credentials");
      }
    };
  }

  /** Whom to hold a wrong password against: who has received the nonce. */
  private GuessLimiter.Guesser guesser(
      TenantConfiguration tenant, DigestCredentials credentials, IssuedNonce nonce, Flow flow) {
    String user = credentials.user();
    String name = user.length() <= MAX_USER ? user : user.substring(0, MAX_USER);
    var nearness = LiveRegistrations.Nearness.UNKNOWN;
    if (tenant != null && Extension.isValid(user)) {
      nearness = live.of(tenant.id(), new Extension(user), flow);
    }
    String realm = credentials.realm().toLowerCase(Locale.ROOT);
    return new GuessLimiter.Guesser(nonce.to(), name + '@' + realm, nearness, flow.remote());
  }

  /** Whom the credentials name, whether there is such an extension or not; null for no number. */
  private static Whereabouts.Stranger stranger(
      TenantConfiguration tenant, DigestCredentials credentials, SourceNetwork source) {
    String user = credentials.user();
    return Extension.isValid(user)
        ? new Whereabouts.Stranger(tenant.id(), new Extension(user), source)
        : null;
  }

  private static FailureCause causeOf(boolean known, ExtensionConfiguration extension) {
    if (extension != null) {
      return FailureCause.PASSWORD;
    }
    return known ? FailureCause.UNKNOWN_USER : FailureCause.UNKNOWN_DOMAIN;
  }

  private void report(
      FailureCause cause,
      Flow flow,
      IssuedNonce nonce,
      TenantConfiguration tenant,
      DigestCredentials credentials) {
    failures.report(
        Failure.of(cause, flow)
            .provedBy(nonce.to())
            .of(tenant == null ? null : tenant.id())
            .extension(credentials.user())
            .detail(credentials.realm()));
  }

  private Verdict verify(
      DigestCredentials credentials,
      IssuedNonce nonce,
      String method,
      ExtensionConfiguration extension,
      List<DigestAlgorithm> algorithms) {
    return challenges.verify(
        credentials, nonce, method, ha1(extension, credentials), EnumSet.copyOf(algorithms));
  }

  private static Map<DigestAlgorithm, String> ha1(
      ExtensionConfiguration extension, DigestCredentials credentials) {
    if (extension == null) {
      return Map.of();
    }
    var ha1 = extension.secret().forUsername(credentials.username());
    return Map.of(DigestAlgorithm.MD5, ha1.md5(), DigestAlgorithm.SHA_256, ha1.sha256());
  }

  private Outcome challenge(
      Role role,
      String realm,
      List<DigestAlgorithm> algorithms,
      SourceNetwork to,
      boolean stale,
      String cause) {
    var values = new ArrayList<String>(algorithms.size());
    for (var algorithm : algorithms) {
      values.add(challenges.challenge(realm, algorithm, stale, to));
    }
    return Outcome.refused(new Refusal(role.status, null, cause, Map.of(role.challenge, values)));
  }

  /** Phones send {@code 1001} or {@code 1001@domain}. */
  private static ExtensionConfiguration extension(
      TenantConfiguration tenant, DigestCredentials credentials) {
    String user = credentials.user();
    if (!Extension.isValid(user)) {
      return null;
    }
    var extension = tenant.extension(new Extension(user));
    return extension != null && extension.enabled() ? extension : null;
  }

  private static List<DigestAlgorithm> algorithms(TenantConfiguration tenant) {
    var names = tenant.profile().settings().digestAlgorithms();
    if (names.size() == 1 && names.get(0).equals("MD5")) {
      return DEFAULT;
    }
    var algorithms = names.stream().map(DigestAlgorithm::named).filter(Objects::nonNull).toList();
    return algorithms.isEmpty() ? DEFAULT : algorithms;
  }
}
