package io.tandem.edge;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.registrar.RegisteredContact;
import io.tandem.registrar.Registrar;
import io.tandem.registrar.Registration;
import io.tandem.registrar.RegistrationResult;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transport.Transport;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** REGISTER (RFC 3261 §10.3). */
final class Registrations {
  private static final Refusal FOREIGN_AOR = Refusal.of(403, "aor");
  private static final Refusal OUT_OF_ORDER =
      new Refusal(500, "CSeq Out of Order", "cseq", Map.of());
  private static final Refusal TOO_MANY =
      Refusal.of(403, "Too Many Registrations", "registrations");

  /** How long a phone is sent away when its tenant registers too fast, in seconds. */
  private static final int SHORTEST_WAIT = 2;

  private static final int LONGEST_WAIT = 10;

  /** RFC 3261 §20.17: always GMT, always in English. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Door door;
  private final Registrar registrar;
  private final LiveRegistrations live;
  private final Callers callers;
  private final DirectContacts direct;
  private final Waiting waiting;
  private final Answers answers;
  private final Clock clock;
  private final FlowKeeper keeper;
  private final RegisterAllowance allowance;
  private final String flowTimer;
  private volatile StampedDate date = new StampedDate(0, "");

  /**
   * @param flowTimer how often a phone on a connection is to say that it is there (RFC 5626 §4.4.1)
   */
  Registrations(
      Door door,
      Registrar registrar,
      LiveRegistrations live,
      Callers callers,
      DirectContacts direct,
      Waiting waiting,
      Answers answers,
      Clock clock,
      FlowKeeper keeper,
      Duration flowTimer) {
    this.door = door;
    this.registrar = registrar;
    this.live = live;
    this.callers = callers;
    this.direct = direct;
    this.waiting = waiting;
    this.answers = answers;
    this.clock = clock;
    this.keeper = keeper;
    this.allowance = new RegisterAllowance(clock);
    this.flowTimer = Long.toString(flowTimer.toSeconds());
  }

  /** The text of one second, so that it is formatted once. */
  private record StampedDate(long second, String text) {}

  void receive(ServerTransaction transaction) {
    door.pass(
        transaction,
        Authenticator.Role.REGISTRAR,
        (same, tenant, extension, digestUri) -> authenticated(same, tenant, extension));
  }

  private void authenticated(
      ServerTransaction transaction, TenantConfiguration tenant, ExtensionConfiguration extension) {
    var request = transaction.request();
    var profile = tenant.profile();
    if (!callers.isOwn(request.to().uri(), extension, tenant)) {
      refuse(transaction, tenant, extension, FOREIGN_AOR);
      return;
    }
    if (!profile.statusAt(clock.instant()).allowsCalls()) {
      refuse(transaction, tenant, extension, Refusal.INACTIVE);
      return;
    }
    if (!allowance.takeOne(tenant.id(), profile.limits().registersPerSecond())) {
      refuse(transaction, tenant, extension, tooFast());
      return;
    }
    var wish = RegisterRequest.read(request, transaction.flow(), profile, direct);
    if (wish.refusal() != null) {
      refuse(transaction, tenant, extension, wish.refusal());
      return;
    }
    waiting.forAnswer(
        transaction,
        tenant.id(),
        () -> registrar.register(tenant.id(), extension.number(), wish.registration()),
        (same, result) -> answer(same, tenant, extension, wish, result));
  }

  /** Phones that were refused in one second do not come back in one second. */
  private static Refusal tooFast() {
    int wait = ThreadLocalRandom.current().nextInt(SHORTEST_WAIT, LONGEST_WAIT + 1);
    return Refusal.busy("registers-per-second", wait);
  }

  private void refuse(
      ServerTransaction transaction,
      TenantConfiguration tenant,
      ExtensionConfiguration extension,
      Refusal refusal) {
    var failure =
        Failure.authenticated(FailureCause.REGISTRATION_REFUSED, transaction.flow())
            .of(tenant.id())
            .extension(extension.number().value());
    answers.refuse(transaction, refusal, failure);
  }

  private void answer(
      ServerTransaction transaction,
      TenantConfiguration tenant,
      ExtensionConfiguration extension,
      RegisterRequest wish,
      RegistrationResult result) {
    if (result instanceof RegistrationResult.Accepted accepted) {
      remember(tenant.id(), extension.number(), wish.registration());
      keeper.registered(tenant.id(), extension.number(), transaction.flow(), accepted.contacts());
      answers.accept(transaction, success(transaction, wish, accepted));
    } else if (result instanceof RegistrationResult.OutOfOrder) {
      refuse(transaction, tenant, extension, OUT_OF_ORDER);
    } else {
      refuse(transaction, tenant, extension, TOO_MANY);
    }
  }

  private void remember(TenantId tenant, Extension extension, Registration registration) {
    if (registration.removeAll()) {
      live.ended(tenant, extension);
      return;
    }
    long longest = -1;
    for (var contact : registration.contacts()) {
      longest = Math.max(longest, contact.expiresSeconds());
    }
    if (longest > 0) {
      var until = clock.instant().plusSeconds(longest);
      live.registered(tenant, extension, registration.flow(), until);
    } else if (longest == 0) {
      live.ended(tenant, extension, registration.flow());
    }
  }

  private SipResponse success(
      ServerTransaction transaction, RegisterRequest wish, RegistrationResult.Accepted accepted) {
    var request = transaction.request();
    var response = SipResponse.to(request, 200);
    for (var contact : accepted.contacts()) {
      response.header("Contact", print(contact));
    }
    for (var path : request.paths()) {
      response.header("Path", path.toString()); // RFC 3327 §5.3
    }
    if (wish.outbound()) {
      response.header("Require", Outbound.OPTION); // RFC 5626 §6
      if (transaction.flow().transport() == Transport.TCP) {
        response.header("Flow-Timer", flowTimer);
      }
    }
    return response
        .header("Supported", Capabilities.REGISTRAR_SUPPORTED)
        .header("Date", date())
        .build();
  }

  private static String print(RegisteredContact contact) {
    String bound = "<" + contact.uri() + ">;expires=" + contact.expiresSeconds();
    String preferred = contact.q() == 1 ? bound : bound + ";q=" + contact.q();
    if (contact.instance() == null) {
      return preferred;
    }
    String instance = preferred + ";+sip.instance=\"<" + contact.instance() + ">\"";
    return contact.regId() == 0 ? instance : instance + ";reg-id=" + contact.regId();
  }

  /** Many phones have no other clock (§10.3 step 8). */
  private String date() {
    long second = clock.millis() / 1000;
    var stamped = date;
    if (stamped.second() != second) {
      stamped = new StampedDate(second, DATE.format(clock.instant()));
      date = stamped;
    }
    return stamped.text();
  }
}
