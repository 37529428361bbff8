package io.tandem.bench.sipp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void isAScenarioOfItsName(Scenario scenario) throws Exception {
    Path file = scenario.copyTo(folder);

    assertThat(Files.size(file)).isPositive();
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("scenario");
    assertThat(document.getDocumentElement().getAttribute("name")).isEqualTo(scenario.label());
  }
}
