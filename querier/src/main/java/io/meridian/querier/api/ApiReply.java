package io.meridian.querier.api;

import java.util.List;

/**
 * An answer that is complete, but not yet written.
 *
 * @param infos remarks of the language that are no reason to doubt the answer
 * @param remarks warnings of the language, which a repetition would have too
 * @param warnings what is missing, and why: an answer with any is not to be kept by anyone
 */
record ApiReply(ApiData data, List<String> infos, List<String> remarks, List<String> warnings) {
  ApiReply {
    infos = List.copyOf(infos);
    remarks = List.copyOf(remarks);
    warnings = List.copyOf(warnings);
  }

  /** An answer that nothing is to be said about. */
  static ApiReply of(ApiData data) {
    return new ApiReply(data, List.of(), List.of(), List.of());
  }

  /** The same with what is missing. */
  ApiReply withWarnings(List<String> texts) {
    return new ApiReply(data, infos, remarks, texts);
  }
}
