package io.tandem.call.flow;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.registrar.Binding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of the callee's phones are still to ring, and when: those with the same q at once, those
 * with the highest first (RFC 3261 §16.6). Each stage gets the same part of the ring time.
 *
 * @param stages none of them empty
 * @param each how long one rings before the next does
 */
record Stages(List<List<Binding>> stages, Duration each) {
  /** A phone has to be heard: where there are too many stages, the last are one. */
  static final Duration SHORTEST = Duration.ofSeconds(5);

  /** The list is copied. */
  Stages {
    stages = List.copyOf(stages);
  }

  /**
   * @param bindings the preferred ones first
   */
  static Stages of(List<Binding> bindings, Duration ringTime) {
    long most = Math.max(1, ringTime.dividedBy(SHORTEST));
    var stages = new ArrayList<List<Binding>>();
    double q = Double.NaN;
    for (var binding : bindings) {
      if (stages.isEmpty() || binding.q() != q && stages.size() < most) {
        stages.add(new ArrayList<>());
      }
      q = binding.q();
      stages.get(stages.size() - 1).add(binding);
    }
    return new Stages(stages, ringTime.dividedBy(Math.max(1, stages.size())));
  }

  @JsonIgnore
  boolean isEmpty() {
    return stages.isEmpty();
  }

  /** The phones that ring next; there have to be some. */
  List<Binding> first() {
    return stages.get(0);
  }

  /** No phone rings any more. */
  Stages none() {
    return new Stages(List.of(), each);
  }

  /** What is left behind those. */
  Stages rest() {
    return new Stages(stages.subList(1, stages.size()), each);
  }
}
