package io.meridian.querier.api;

import java.io.IOException;

/** Answers the requests for one path. */
@FunctionalInterface
interface ApiEndpoint {
  /**
   * Makes the whole answer.
   *
   * @throws io.meridian.model.MeridianException if there is none
   */
  ApiReply answer(ApiRequest request) throws IOException, InterruptedException;
}
