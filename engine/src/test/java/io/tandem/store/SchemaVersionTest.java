package io.tandem.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaVersionTest {
  @Test
  void knowsEveryFileOfTheFolderNumberedWithoutGaps() throws Exception {
    Path folder = Path.of(SchemaVersion.class.getResource("migrations").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactlyElementsOf(SchemaVersion.FILES);
    }
    assertThat(SchemaVersion.all())
        .extracting(SchemaVersion::number)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, SchemaVersion.FILES.size()).boxed().toList());
  }

  @Test
  void splitsStatementsAndIgnoresComments() {
    SchemaVersion version =
        SchemaVersion.parse("007_more.cql", "-- why; because\nCREATE a;\n\n  -- more\nCREATE\n b;");

    assertThat(version.number()).isEqualTo(7);
    assertThat(version.name()).isEqualTo("more");
    assertThat(version.statements()).containsExactly("CREATE a", "CREATE\n b");
  }

  @Test
  void hasTheSameChecksumWhateverTheLineEnds() {
    assertThat(SchemaVersion.parse("001_a.cql", "CREATE\r\na;").checksum())
        .isEqualTo(SchemaVersion.parse("001_a.cql", "CREATE\na;").checksum())
        .isNotEqualTo(SchemaVersion.parse("001_a.cql", "CREATE\nb;").checksum());
  }
}
