package io.meridian.storeapi.wire;

import io.meridian.api.thanos.LabelMatcher;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The matchers of requests, and what of them concerns a store's series. */
public final class RequestMatchers {
  private RequestMatchers() {}

  /**
   * Reads matchers.
   *
   * @throws InvalidRequestException if a type is unknown or a regular expression is none
   */
  public static List<Matcher> of(List<LabelMatcher> matchers) {
    List<Matcher> read = new ArrayList<>(matchers.size());
    for (LabelMatcher matcher : matchers) {
      read.add(Matcher.of(type(matcher), matcher.getName(), matcher.getValue()));
    }
    return read;
  }

  /** Matchers as requests have them. */
  public static List<LabelMatcher> write(List<Matcher> matchers) {
    List<LabelMatcher> written = new ArrayList<>(matchers.size());
    for (Matcher matcher : matchers) {
      written.add(
          LabelMatcher.newBuilder()
              .setType(
                  switch (matcher.type()) {
                    case EQUAL -> LabelMatcher.Type.EQ;
                    case NOT_EQUAL -> LabelMatcher.Type.NEQ;
                    case REGEX -> LabelMatcher.Type.RE;
                    case NOT_REGEX -> LabelMatcher.Type.NRE;
                  })
              .setName(matcher.name())
              .setValue(matcher.value())
              .build());
    }
    return written;
  }

  private static MatchType type(LabelMatcher matcher) {
    return switch (matcher.getType()) {
      case EQ -> MatchType.EQUAL;
      case NEQ -> MatchType.NOT_EQUAL;
      case RE -> MatchType.REGEX;
      case NRE -> MatchType.NOT_REGEX;
      case UNRECOGNIZED ->
          throw new InvalidRequestException(
              "the matcher of label %s has type %d; known are 0 to 3"
                  .formatted(matcher.getName(), matcher.getTypeValue()));
    };
  }

  /**
   * What series must match that get external labels; empty if none can, since an external label
   * does not.
   */
  public static Optional<List<Matcher>> without(Labels external, List<Matcher> matchers) {
    List<Matcher> left = new ArrayList<>(matchers.size());
    for (Matcher matcher : matchers) {
      if (external.get(matcher.name()).isEmpty()) {
        left.add(matcher);
      } else if (!matcher.matchesSeries(external.packed(), 0, external.packed().length)) {
        return Optional.empty();
      }
    }
    return Optional.of(left);
  }
}
