package io.tandem.registrar;

import static io.tandem.registrar.Registrations.START;
import static io.tandem.registrar.Registrations.register;
import static io.tandem.registrar.Registrations.removeAll;
import static io.tandem.registrar.Registrations.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.Extension;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceBindingsTest {
  private static final Extension ALICE = new Extension("1001");
  private static final Extension BOB = new Extension("1002");
  private static final String CONTACT = "sip:1001@192.0.2.1:5062";

  private final PendingWrites writes = new PendingWrites();
  private final SliceBindings slice = new SliceBindings(writes);

  private static ExtensionBinding row(Extension extension, String contact, Instant updatedAt) {
    return new ExtensionBinding(
        extension, stored(contact, "old", 1, updatedAt, START.plusSeconds(600)));
  }

  private List<BindingWrite> written() {
    return writes.take(100);
  }

  @Test
  void rowsAndWhatCameWhileTheyWereReadAreMerged() {
    slice.register(ALICE, register(1, CONTACT, 300), START);

    slice.loaded(
        List.of(
            row(ALICE, CONTACT, START.minusSeconds(60)),
            row(ALICE, "sip:1001@192.0.2.9", START.minusSeconds(60)),
            row(BOB, "sip:1002@192.0.2.3", START.minusSeconds(60))),
        START);

    assertThat(slice.lookup(ALICE, START)).hasSize(2);
    assertThat(slice.lookup(ALICE, START).get(0).callId()).isEqualTo("phone-a");
    assertThat(slice.lookup(BOB, START)).hasSize(1);
    assertThat(slice.size()).isEqualTo(3);
  }

  @Test
  void whatWasRemovedWhileRowsWereReadDoesNotComeBack() {
    slice.register(ALICE, register(1, CONTACT, 0), START);

    slice.loaded(List.of(row(ALICE, CONTACT, START.minusSeconds(60))), START);

    assertThat(slice.lookup(ALICE, START)).isEmpty();
    assertThat(written()).containsExactly(new BindingWrite(ALICE, CONTACT, null));
  }

  /** §19.1.4: a host's case does not matter, nor what is escaped without need. */
  @Test
  void whatWasRemovedInOtherWordsDoesNotComeBackEither() {
    slice.register(ALICE, register(1, "sip:%31001@Phone.EXAMPLE:5062", 0), START);

    String stored = "sip:1001@phone.example:5062";
    slice.loaded(List.of(row(ALICE, stored, START.minusSeconds(60))), START);

    assertThat(slice.lookup(ALICE, START)).isEmpty();
    assertThat(written()).contains(new BindingWrite(ALICE, stored, null));
  }

  @Test
  void aStarWhileRowsAreReadRemovesTheRowsToo() {
    slice.register(ALICE, removeAll("new", 1), START);

    slice.loaded(
        List.of(
            row(ALICE, CONTACT, START.minusSeconds(60)),
            row(BOB, "sip:1002@192.0.2.3", START.minusSeconds(60))),
        START);

    assertThat(slice.lookup(ALICE, START)).isEmpty();
    assertThat(slice.lookup(BOB, START)).hasSize(1);
    assertThat(written()).containsExactly(new BindingWrite(ALICE, CONTACT, null));
  }

  @Test
  void expiredRowsAreNotTakenIn() {
    slice.loaded(List.of(row(ALICE, CONTACT, START)), START.plusSeconds(600));

    assertThat(slice.size()).isZero();
  }

  @Test
  void expiredBindingsLeaveMemoryAndTheNextToEndIsNamed() {
    slice.loaded(List.of(), START);
    slice.register(ALICE, register(1, CONTACT, 60), START);
    slice.register(BOB, register(1, "sip:1002@192.0.2.3", 300), START);

    assertThat(slice.expire(START.plusSeconds(59))).isEqualTo(START.plusSeconds(60));
    assertThat(slice.expire(START.plusSeconds(60))).isEqualTo(START.plusSeconds(300));
    assertThat(slice.size()).isEqualTo(1);
    assertThat(slice.expire(START.plusSeconds(300))).isEqualTo(Instant.MAX);
    assertThat(slice.size()).isZero();
  }

  @Test
  void pagesEndWithWholeExtensions() {
    slice.loaded(List.of(), START);
    for (int i = 0; i < 3; i++) {
      slice.register(ALICE, register(i + 1, "sip:1001@192.0.2." + i, 60), START);
      slice.register(BOB, register(i + 1, "sip:1002@192.0.2." + i, 60), START);
    }

    var first = slice.page(null, 2, START);
    assertThat(first.bindings()).hasSize(3);
    assertThat(first.next()).isEqualTo("1001");
    var second = slice.page(ALICE, 2, START);
    assertThat(second.bindings()).extracting(ExtensionBinding::extension).containsOnly(BOB);
    assertThat(second.next()).isNull();
  }

  @Test
  void aBindingIsRemovedByItsId() {
    slice.loaded(List.of(), START);
    slice.register(ALICE, register(1, CONTACT, 60), START);
    String id = slice.lookup(ALICE, START).get(0).id();
    written();

    assertThat(slice.remove(BOB, id, START)).isFalse();
    assertThat(slice.remove(ALICE, id, START)).isTrue();
    assertThat(slice.remove(ALICE, id, START)).isFalse();
    assertThat(written()).containsExactly(new BindingWrite(ALICE, CONTACT, null));
  }

  /** RFC 5626 or a NAT: nobody reaches it any more. Its row is left to its time to live. */
  @Test
  void aConnectionThatIsGoneTakesTheBindingWithItAndIsNotWritten() {
    slice.loaded(List.of(), START);
    var hidden = new ContactUpdate("sip:1001@192.168.1.5", 1, 60, null, 0, false);
    slice.register(ALICE, Registrations.register("a", 1, 10, hidden), START);
    slice.register(BOB, register(1, "sip:1002@192.0.2.3", 60), START);
    var mine = slice.lookup(ALICE, START).get(0);
    var bobs = slice.lookup(BOB, START).get(0);
    written();

    assertThat(slice.heard(ALICE, mine.id(), Registrations.flow(9), Pulse.CLOSED)).isFalse();
    assertThat(slice.lookup(ALICE, START)).hasSize(1);
    assertThat(slice.heard(ALICE, mine.id(), mine.flow(), Pulse.CLOSED)).isFalse();
    assertThat(slice.lookup(ALICE, START)).isEmpty();
    assertThat(slice.size()).isEqualTo(1);

    assertThat(slice.heard(BOB, bobs.id(), bobs.flow(), Pulse.CLOSED)).isTrue();
    assertThat(slice.lookup(BOB, START).get(0).pulse()).isEqualTo(Pulse.CLOSED);
    assertThat(slice.heard(BOB, "unknown", bobs.flow(), Pulse.silent())).isFalse();
    assertThat(written()).isEmpty();
  }

  @Test
  void onlyTheLastChangeOfAContactIsWritten() {
    slice.loaded(List.of(), START);
    slice.register(ALICE, register(1, CONTACT, 60), START);
    slice.register(ALICE, register(2, CONTACT, 0), START);
    var failed = written();
    slice.register(ALICE, register(3, CONTACT, 60), START);

    writes.putBack(failed);

    assertThat(failed).containsExactly(new BindingWrite(ALICE, CONTACT, null));
    assertThat(written())
        .singleElement()
        .satisfies(write -> assertThat(write.binding().cseq()).isEqualTo(3));
  }

  @Test
  void removalsAreNotCollectedWithoutEnd() {
    for (int i = 0; i < PendingWrites.MAX_REMOVALS_FROM + 10; i++) {
      writes.add(ALICE, BindingChange.moved("sip:" + i + "@192.0.2.1"));
    }
    writes.add(ALICE, BindingChange.stored(row(ALICE, CONTACT, START).binding()));

    assertThat(writes.take(Integer.MAX_VALUE)).hasSize(PendingWrites.MAX_REMOVALS_FROM + 1);
  }
}
