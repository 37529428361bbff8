package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
  private static final String UPDATE = "tandem.docs.update";
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Path PAGE = ROOT.resolve("docs/configuration.md");

  @Test
  void thePageSaysWhatTheReferenceFilesSay() throws IOException {
    String expected = new ConfigurationDoc(ROOT).render();
    if (System.getProperty(UPDATE) != null) {
      Files.writeString(PAGE, expected);
    }

    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as(
            """
            docs/configuration.md is not what the reference.conf files say.
            You changed a key, a default or its comment; write the page anew, then commit it:

              ./mvnw -q -pl cluster-config -am test -Dtest=ConfigurationDocTest \
            -Dsurefire.failIfNoSpecifiedTests=false -D%s=true
            """
                .formatted(UPDATE))
        .isEqualTo(expected);
  }

  @Test
  void everyKeyIsDescribed() {
    var page = new ConfigurationDoc(ROOT);
    page.render();

    assertThat(page.undescribed())
        .as("keys in reference.conf that no comment describes: write it in the line above the key")
        .isEmpty();
  }
}
