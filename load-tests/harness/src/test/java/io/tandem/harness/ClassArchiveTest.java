package io.tandem.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  private static final int WHOLE = 50 << 20;
  private static final int BEGINNING = 0xf00baba8;

  @TempDir private Path home;
  private Path lib;
  private Path archive;

  @BeforeEach
  void build() throws IOException {
    lib = Files.createDirectories(home.resolve("cluster-config/target/lib"));
    age(Files.createFile(lib.resolve("node.jar")), 100);
    age(lib, 100);
    archive = lib.resolveSibling("node-%s.jsa".formatted(System.getProperty("java.vm.version")));
  }

  @Test
  void isWrittenByTheFirstNodeAndReadByOthers() throws IOException {
    assertThat(isRead()).isFalse();
    write(WHOLE, BEGINNING);
    assertThat(isRead()).isTrue();
  }

  @Test
  void ofARefusedStartIsWrittenAnew() throws IOException {
    write(WHOLE / 10, BEGINNING);
    assertThat(isRead()).isFalse();
  }

  @Test
  void ofANodeThatWasKilledMeanwhileIsWrittenAnew() throws IOException {
    write(WHOLE, 0);
    assertThat(isRead()).isFalse();
  }

  @Test
  void ofAnotherBuildIsWrittenAnew() throws IOException {
    write(WHOLE, BEGINNING);
    age(lib.resolve("node.jar"), 0);
    assertThat(isRead()).isFalse();
  }

  @Test
  void ofOtherLibrariesIsWrittenAnewHoweverOldTheyAre() throws IOException {
    write(WHOLE, BEGINNING);
    age(Files.createFile(lib.resolve("another.jar")), 1000);
    age(lib, 0);
    assertThat(isRead()).isFalse();
  }

  private void write(int octets, int beginning) throws IOException {
    try (var file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.writeInt(beginning);
      file.setLength(octets);
    }
    age(archive, 50);
  }

  private static void age(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private boolean isRead() {
    String first = ClassArchive.options(home).get(0);
    assertThat(first)
        .isIn("-XX:SharedArchiveFile=" + archive, "-XX:ArchiveClassesAtExit=" + archive);
    return first.startsWith("-XX:SharedArchiveFile");
  }
}
