package io.tandem.cdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.id.CallId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of open calls, and what the next run makes of it wherever a crash has met it. */
class OpenJournalTest {
  private static final String RUN = "1772445600000";
  private static final Instant MARK = CallRecords.START.plusSeconds(600);

  @TempDir private Path folder;

  private final SpoolMemory memory = new SpoolMemory(1000, 1 << 20);
  private final List<CallRecord> lost =
      CallRecords.answered(CallRecords.tenant(), 40).stream()
          .map(record -> record.lostAt(record.answeredAt()))
          .toList();

  @Test
  void whatWasOpenAtTheLastMarkEndsThen() throws IOException {
    OpenJournal journal = journal(1 << 20);
    journal.add(lost.subList(0, 3), List.of());
    journal.add(List.of(), ids(lost.subList(1, 2)));
    journal.mark(MARK);

    List<CallRecord> closed = close(folder);

    assertThat(closed)
        .containsExactly(lost.get(0).lostAt(MARK), lost.get(2).lostAt(MARK))
        .allMatch(record -> record.endReason() == EndReason.NODE_LOST)
        .allMatch(record -> record.endedAt().equals(MARK))
        .allMatch(record -> record.result() == CallResult.ANSWERED);
    assertThat(files(folder, OpenJournal.SUFFIX)).isEmpty();
  }

  @Test
  void aCallThatWasAnsweredAfterTheLastMarkLivedThen() throws IOException {
    OpenJournal journal = journal(1 << 20);
    journal.add(lost.subList(0, 1), List.of());
    journal.mark(CallRecords.START.plusSeconds(1));
    journal.add(lost.subList(30, 31), List.of());

    assertThat(close(folder)).containsExactly(lost.get(0), lost.get(30));
  }

  @Test
  void aCrashWithinAnyWriteLosesNoMoreThanThatWrite() throws IOException {
    OpenJournal journal = journal(1 << 20);
    journal.add(lost.subList(0, 2), List.of());
    journal.mark(MARK);
    byte[] before = Files.readAllBytes(onlyFile());
    journal.add(lost.subList(2, 3), ids(lost.subList(0, 1)));
    byte[] after = Files.readAllBytes(onlyFile());
    int ended = before.length + OpenFrames.ended(lost.get(0).callId()).remaining();

    for (int length = before.length; length <= after.length; length++) {
      Path crashed = Files.createDirectory(folder.resolve("at-" + length));
      Files.write(crashed.resolve(RUN + "-000001.open"), Arrays.copyOf(after, length));

      var expected =
          length < ended
              ? Set.of(lost.get(0), lost.get(1))
              : length < after.length ? Set.of(lost.get(1)) : Set.of(lost.get(1), lost.get(2));
      assertThat(ids(close(crashed))).as("%d bytes", length).isEqualTo(ids(expected));
    }
  }

  @Test
  void oneLongCallKeepsAFrameAndNotTheFilesOfAllThatCameAfterIt() throws IOException {
    OpenJournal journal = journal(4096);
    journal.add(lost.subList(0, 1), List.of());
    for (CallRecord call : lost.subList(1, 40)) {
      journal.add(List.of(call), List.of());
      journal.add(List.of(), List.of(call.callId()));
    }

    assertThat(files(folder, OpenJournal.SUFFIX)).hasSize(1);
    assertThat(Files.size(onlyFile())).isLessThan(8192);
    assertThat(CdrJson.read(journal.json(lost.get(0).callId()))).isEqualTo(lost.get(0));
    assertThat(ids(close(folder))).containsExactly(lost.get(0).callId());
  }

  @Test
  void aCrashWhileAFileTakesThePlaceOfAnotherLosesAndAddsNothing() throws IOException {
    OpenJournal journal = journal(1024);
    journal.add(lost.subList(0, 8), List.of());
    journal.mark(MARK);
    journal.add(List.of(), ids(lost.subList(0, 6)));
    Path old = onlyFile();
    byte[] oldBytes = Files.readAllBytes(old);
    journal.add(lost.subList(20, 21), List.of());
    Path next = onlyFile();
    assertThat(next).isNotEqualTo(old);
    byte[] nextBytes = Files.readAllBytes(next);
    int added = OpenFrames.opened(lost.get(20)).remaining();

    for (int length = 0; length <= nextBytes.length - added; length += 97) {
      Path crashed = Files.createDirectory(folder.resolve("at-" + length));
      Files.write(crashed.resolve(old.getFileName()), oldBytes);
      Files.write(crashed.resolve(next.getFileName()), Arrays.copyOf(nextBytes, length));

      assertThat(close(crashed))
          .as("%d bytes", length)
          .containsExactly(lost.get(6).lostAt(MARK), lost.get(7).lostAt(MARK));
    }
    assertThat(ids(close(folder))).isEqualTo(ids(List.of(lost.get(6), lost.get(7), lost.get(20))));
  }

  @Test
  void closingMayBeRepeatedAfterACrashInTheMiddleOfIt() throws IOException {
    OpenJournal journal = journal(1 << 20);
    journal.add(lost.subList(0, 5), List.of());
    journal.mark(MARK);
    byte[] open = Files.readAllBytes(onlyFile());
    List<CallRecord> closed = close(folder);
    Path record = files(folder, CdrSpool.SUFFIX).get(0);
    Files.write(record, Arrays.copyOf(Files.readAllBytes(record), 100));
    Files.write(folder.resolve(RUN + "-000001.open"), open);

    assertThat(close(folder)).isEqualTo(closed).hasSize(5);
  }

  @Test
  void runsHaveMarksOfTheirOwn() throws IOException {
    OpenJournal first = journal(1 << 20);
    first.add(lost.subList(0, 1), List.of());
    first.mark(MARK);
    var second = new OpenJournal(folder, "1772445700000", 1 << 20, memory);
    second.add(lost.subList(1, 2), List.of());
    second.mark(MARK.plusSeconds(60));

    assertThat(close(folder))
        .containsExactlyInAnyOrder(
            lost.get(0).lostAt(MARK), lost.get(1).lostAt(MARK.plusSeconds(60)));
  }

  @Test
  void aCallThatEndedWhileTheDiskTookNothingIsNotInTheNextFile() throws IOException {
    OpenJournal journal = journal(1 << 20);
    journal.add(lost.subList(0, 2), List.of());
    memory.takeDisk(1 << 20);
    assertThatThrownBy(() -> journal.add(lost.subList(2, 3), List.of()))
        .isInstanceOf(IOException.class);
    journal.drop(ids(lost.subList(0, 1)));
    memory.releaseDisk(1 << 20);

    journal.add(lost.subList(3, 4), List.of());

    assertThat(ids(close(folder))).isEqualTo(ids(List.of(lost.get(1), lost.get(3))));
  }

  @Test
  void leavesNothingBehindWhenNoCallIsOpen() throws IOException {
    OpenJournal journal = journal(1 << 20);
    journal.add(lost.subList(0, 2), List.of());
    journal.add(List.of(), ids(lost.subList(0, 2)));
    journal.mark(MARK);
    assertThat(files(folder, OpenJournal.SUFFIX)).isEmpty();
    journal.add(lost.subList(2, 3), List.of());
    journal.add(List.of(), ids(lost.subList(2, 3)));
    journal.close();

    assertThat(files(folder, OpenJournal.SUFFIX)).isEmpty();
    assertThat(memory.hasDiskRoom(1 << 20)).as("all room is given back").isTrue();
  }

  @Test
  void aFileOfALaterReleaseIsKept() throws IOException {
    var unknown = ByteBuffer.allocate(9).put((byte) 'X').putInt(0).putInt(0).flip();
    Path file = Files.write(folder.resolve(RUN + "-000001.open"), unknown.array());

    assertThat(close(folder)).isEmpty();
    assertThat(file).doesNotExist();
    assertThat(file.resolveSibling(file.getFileName() + ".unreadable")).exists();
  }

  /** The disk did not take the record of a call that ended: the next file is without it. */
  @Test
  void aSyncMakesNoGoodFileOfOneThatIsToBeReplaced() throws IOException {
    OpenJournal journal = journal(1 << 20);
    journal.add(lost.subList(0, 2), List.of());
    journal.drop(ids(lost.subList(0, 1)));
    journal.sync();
    journal.add(lost.subList(3, 4), List.of());
    journal.mark(MARK);

    assertThat(ids(close(folder))).isEqualTo(ids(List.of(lost.get(1), lost.get(3))));
  }

  private OpenJournal journal(long smallest) {
    return new OpenJournal(folder, RUN, smallest, memory);
  }

  private Path onlyFile() throws IOException {
    return files(folder, OpenJournal.SUFFIX).get(0);
  }

  /** The records that the next run finds for its drain. */
  private static List<CallRecord> close(Path folder) throws IOException {
    OpenLeftovers.close(folder);
    assertThat(files(folder, OpenJournal.SUFFIX)).isEmpty();
    var records = new ArrayList<CallRecord>();
    for (Path file : files(folder, CdrSpool.SUFFIX)) {
      records.addAll(SpoolFrames.read(file).records());
    }
    return records;
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static Set<CallId> ids(Collection<CallRecord> records) {
    return records.stream().map(CallRecord::callId).collect(Collectors.toSet());
  }
}
