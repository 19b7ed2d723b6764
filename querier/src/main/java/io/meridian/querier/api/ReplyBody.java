package io.meridian.querier.api;

import io.meridian.service.api.ApiEnvelope;
import io.meridian.service.http.Response;
import io.meridian.service.http.ResponseBody;
import io.meridian.service.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an answer piece by piece. A piece takes about a millisecond; between them the request's
 * thread, which is not pre-empted, lets others go on. Waiting for a processor of the pool instead
 * would have a small answer wait behind others' queries. An answer of one piece goes out whole,
 * with its length.
 */
final class ReplyBody implements ResponseBody.Stream {
  private final ApiReply reply;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream(4096);
  private final ByteText text = new ByteText(piece);
  private boolean begun;
  private boolean ended;

  ReplyBody(ApiReply reply) {
    this.reply = reply;
  }

  /** The answer, its first piece made. */
  Response response() {
    makePiece();
    return ended
        ? Response.of(200, ApiHandler.JSON, piece.toByteArray())
        : Response.stream(200, ApiHandler.JSON, this);
  }

  private void makePiece() {
    if (!begun) {
      ApiEnvelope.begin(text);
      begun = true;
    }
    if (!reply.data().put(text)) {
      List<String> warnings = new ArrayList<>(reply.warnings());
      warnings.addAll(reply.remarks());
      ApiEnvelope.end(text, warnings, reply.infos());
      ended = true;
    }
    text.flush();
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread that yields lets others run
  public void writeTo(OutputStream out) throws IOException {
    piece.writeTo(out);
    while (!ended) {
      piece.reset();
      Thread.yield();
      makePiece();
      piece.writeTo(out);
    }
  }
}
