package io.tandem.store;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Steps: reserve, write the owner's configuration, confirm; a crash may follow each of them. */
class DomainStoreIT {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  private static CassandraStore store;
  private static CassandraStore storeTwoMinutesLater;

  private final TenantId first = TenantId.random(RANDOM);
  private final TenantId second = TenantId.random(RANDOM);
  private final Domain domain = new Domain(first.value() + ".example");
  private final DomainStore now = store.domains();
  private final DomainStore later = storeTwoMinutesLater.domains();

  @BeforeAll
  static void open() {
    store = open(NOW);
    storeTwoMinutesLater = open(NOW.plus(MINUTE.multipliedBy(2)));
  }

  @AfterAll
  static void close() {
    join(store.close());
    join(storeTwoMinutesLater.close());
  }

  private static CassandraStore open(Instant at) {
    return TestCassandra.openStore(TestCassandra.SHARED_KEYSPACE, Clock.fixed(at, ZoneOffset.UTC));
  }

  @Test
  void reservesAndConfirmsADomainForOneTenant() {
    assertThat(reserve(now, first)).isEqualTo(new Reservation.Pending(NOW.plus(MINUTE)));
    assertThat(reserve(now, second)).isEqualTo(new Reservation.Taken(first));
    assertThat(join(now.confirm(domain, second))).isFalse();
    assertThat(join(now.confirm(domain, first))).isTrue();

    assertThat(reserve(now, first)).isEqualTo(new Reservation.Confirmed());
    assertThat(reserve(later, second)).isEqualTo(new Reservation.Taken(first));
    assertThat(join(now.find(domain))).contains(new DomainRow(domain, first, true));
    assertThat(join(now.list())).contains(new DomainRow(domain, first, true));
  }

  @Test
  void afterACrashBehindTheReservationAnotherTakesTheExpiredOneOver() {
    reserve(now, first);

    assertThat(reserve(later, second)).isInstanceOf(Reservation.Pending.class);
    assertThat(join(later.confirm(domain, first))).isFalse();
    assertThat(join(later.confirm(domain, second))).isTrue();
    assertThat(join(now.find(domain))).contains(new DomainRow(domain, second, true));
  }

  @Test
  void afterACrashBehindTheConfigurationTheOwnerRepeatsAllStepsEvenLate() {
    reserve(now, first);

    assertThat(reserve(later, first)).isInstanceOf(Reservation.Pending.class);
    assertThat(join(later.confirm(domain, first))).isTrue();
  }

  @Test
  void afterACrashBehindTheConfirmationRepeatingItSaysYes() {
    reserve(now, first);
    join(now.confirm(domain, first));

    assertThat(join(later.confirm(domain, first))).isTrue();
    assertThat(reserve(later, second)).isEqualTo(new Reservation.Taken(first));
  }

  @Test
  void givesADomainUpOnlyForItsOwner() {
    reserve(now, first);
    join(now.confirm(domain, first));

    assertThat(join(now.release(domain, second))).isFalse();
    assertThat(join(now.release(domain, first))).isTrue();
    assertThat(join(now.release(domain, first))).isFalse();
    assertThat(join(now.find(domain))).isEmpty();
    assertThat(join(now.confirm(domain, first))).isFalse();
    assertThat(reserve(now, second)).isInstanceOf(Reservation.Pending.class);
  }

  @Test
  void letsOneOfManyTakeAnExpiredReservationOver() {
    reserve(now, first);
    List<TenantId> rivals = IntStream.range(0, 4).mapToObj(i -> TenantId.random(RANDOM)).toList();

    List<CompletableFuture<Reservation>> attempts =
        rivals.stream()
            .map(rival -> later.reserve(domain, rival, MINUTE).toCompletableFuture())
            .toList();

    assertThat(attempts.stream().map(TestCassandra::join))
        .filteredOn(Reservation.Pending.class::isInstance)
        .hasSize(1);
  }

  private Reservation reserve(DomainStore domains, TenantId tenant) {
    return join(domains.reserve(domain, tenant, MINUTE));
  }
}
