package io.tandem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MutatorTest {
  private final List<byte[]> corpus = new Corpus().messages();

  @Test
  void aMessageIsTheSameForItsSeedWhateverCameBefore() {
    var one = new Mutator(corpus, 7);
    var other = new Mutator(corpus, 7);
    LongStream.range(0, 1_000).forEach(one::message);
    for (long number : List.of(0L, 999L, 123_456L)) {
      assertThat(other.message(number)).isEqualTo(one.message(number));
    }
    assertThat(new Mutator(corpus, 8).message(5)).isNotEqualTo(one.message(5));
  }

  @Test
  void messagesFitIntoADatagramAndSomeAreLarge() {
    var mutator = new Mutator(corpus, 7);
    var sizes = LongStream.range(0, 20_000).map(number -> mutator.message(number).length).toArray();
    assertThat(sizes).isNotEmpty();
    assertThat(LongStream.of(sizes).max().orElse(0)).isBetween(60_000L, (long) Mutator.LONGEST);
    assertThat(LongStream.of(sizes).min().orElse(0)).isLessThan(100);
  }

  /** A second's worth of what the suite does for longer against a node. */
  @Test
  void theParsersReadWhatIsRight() {
    var parsers = new ParserTarget();
    for (byte[] message : corpus) {
      parsers.read(message);
      assertThat(parsers.read(message)).as(new String(message)).isNull();
    }
  }
}
