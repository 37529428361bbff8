package io.tandem.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir private Path folder;

  @Test
  void showsTheLastLinesWrittenSinceItWasMade() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "old\n");
    var tail = new LogTail(file);
    assertThat(tail.lines(10)).isEmpty();

    Files.writeString(file, "one\ntwo\nthree\n", StandardOpenOption.APPEND);

    assertThat(tail.lines(2)).containsExactly("two", "three");
    assertThat(tail.lines(10)).containsExactly("one", "two", "three");
  }

  @Test
  void survivesAFileThatIsMissingOrWasRolledOver() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "a rather long old line\n");
    var tail = new LogTail(file);
    Files.writeString(file, "new\n");
    assertThat(tail.lines(10)).containsExactly("new");

    Files.delete(file);
    assertThat(tail.lines(10)).isEmpty();
  }
}
