package io.tandem.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private static Page<AuditEntry> page(Optional<String> next, int... minutesAgo) {
    List<AuditEntry> items =
        Arrays.stream(minutesAgo)
            .mapToObj(
                minutes ->
                    new AuditEntry(
                        ago(minutes), "e" + minutes, null, null, "sip.x", null, null, null))
            .toList();
    return new Page<>(items, next);
  }

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private static String cursor(int minutesAgo) {
    return new TimeCursor(ago(minutesAgo), "e" + minutesAgo).toString();
  }

  private static Page<AuditLog.Row> merge(
      int limit, Page<AuditEntry> failures, Page<AuditEntry> logins) {
    var pages = new EnumMap<AuditKind, CompletableFuture<Page<AuditEntry>>>(AuditKind.class);
    pages.put(AuditKind.FAILURE, CompletableFuture.completedFuture(failures));
    pages.put(AuditKind.LOGIN, CompletableFuture.completedFuture(logins));
    return AuditLog.merge(pages, limit);
  }

  private static Stream<String> ids(Page<AuditLog.Row> page) {
    return page.items().stream().map(row -> row.entry().id());
  }

  @Test
  void theEndOfAllIsTheEnd() {
    var merged = merge(5, page(Optional.empty(), 1, 4), page(Optional.empty(), 2));

    assertThat(ids(merged)).containsExactly("e1", "e2", "e4");
    assertThat(merged.nextCursor()).isEmpty();
  }

  @Test
  void aFullPageEndsWithItsLast() {
    var merged = merge(2, page(Optional.of(cursor(3)), 1, 3), page(Optional.empty(), 2));

    assertThat(ids(merged)).containsExactly("e1", "e2");
    assertThat(merged.nextCursor()).contains(cursor(2));
  }

  @Test
  void anEmptyPageWithMoreToComeIsOne() {
    String reached = TimeCursor.before(ago(9)).toString();
    var merged = merge(1, page(Optional.of(reached)), page(Optional.empty()));

    assertThat(merged.items()).isEmpty();
    assertThat(merged.nextCursor()).contains(reached);
  }

  @Test
  void nothingBehindWhereOnePageStoppedIsTold() {
    String reached = TimeCursor.before(ago(5)).toString();
    var merged = merge(4, page(Optional.of(reached), 1), page(Optional.empty(), 2, 5, 6));

    assertThat(ids(merged)).containsExactly("e1", "e2", "e5");
    assertThat(merged.nextCursor()).contains(reached);
  }
}
