package io.meridian.service.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the bodies of a connection's requests leave it: a handler right before that of Vert.x,
 * which would copy each piece of a body into an array of its own. Whoever takes a body copies it
 * out of the buffer that the socket was read into; Vert.x sees requests without a body.
 *
 * <p>From the first piece that nobody takes yet, everything waits here in order, and the connection
 * is not read: at most what one read of the socket has brought is held. What waits is released when
 * the connection ends.
 *
 * <p>It relies on these of Vert.x' internals: a connection tells its handler's context ({@link
 * HttpServerConnection#channelHandlerContext}), what reaches that handler are Netty's HTTP
 * messages, and it takes an empty {@link LastHttpContent} for the end of any request. Vert.x itself
 * stops reading while heads of requests wait for earlier answers; it lets it go on when none waits,
 * which may bring one more read here. All methods are for the event loop.
 */
final class Intake extends ChannelInboundHandlerAdapter {
  /** Somebody who takes a body. */
  interface Taker {
    /**
     * Takes what is readable of a piece, which is the caller's again afterwards.
     *
     * @return false if it cannot be taken yet; {@link Intake#take} offers it again
     */
    boolean take(ByteBuf piece);

    /** There is no more. */
    void ended();
  }

  private @Nullable ChannelHandlerContext context;

  /** What waits, oldest first; made for each body that has to, for most connections are idle. */
  private @Nullable ArrayDeque<Object> waiting;

  /** Whether a body's end is yet to come. */
  private boolean inBody;

  private @Nullable Taker taker;

  /** Has the bodies of a connection that was opened just now leave it here. */
  static void install(HttpConnection connection) {
    ChannelHandlerContext next = ((HttpServerConnection) connection).channelHandlerContext();
    next.pipeline().addBefore(next.name(), null, new Intake());
  }

  /** The intake of a connection; one from which nothing comes if it is closed already. */
  static Intake of(HttpConnection connection) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    Intake installed = pipeline.get(Intake.class);
    return installed == null ? new Intake() : installed;
  }

  /** Whether the connection is closed. */
  boolean isGone() {
    return context == null;
  }

  /**
   * Has the body of the request at hand taken, from now on until its end: of the one whose head
   * came last, which is announced to have a body that has not ended. Whoever could not take a piece
   * calls it again when it can.
   */
  void take(Taker by) {
    taker = by;
    ArrayDeque<Object> held = waiting;
    if (held == null || context == null) {
      return;
    }
    ChannelHandlerContext to = context;
    for (Object next = held.poll(); next != null; next = held.poll()) {
      if (!goesOn(to, next)) {
        held.addFirst(next);
        to.fireChannelReadComplete();
        return;
      }
    }
    waiting = null;
    to.channel().config().setAutoRead(true);
    to.fireChannelReadComplete();
  }

  @Override
  public void channelRead(ChannelHandlerContext to, Object message) {
    if (waiting == null && goesOn(to, message)) {
      return;
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    waiting.add(message);
    to.channel().config().setAutoRead(false);
  }

  /** Whether a message was taken or went on to Vert.x; else it has to wait. */
  private boolean goesOn(ChannelHandlerContext to, Object message) {
    if (message instanceof HttpRequest head) {
      inBody = head.decoderResult().isSuccess() && isAnnounced(head.headers());
    } else if (inBody && message instanceof HttpContent piece) {
      if (taker == null) {
        return false;
      }
      if (piece.decoderResult().isSuccess()) {
        return isTaken(to, piece, taker);
      }
    }
    to.fireChannelRead(message);
    return true;
  }

  private boolean isTaken(ChannelHandlerContext to, HttpContent piece, Taker by) {
    if (piece.content().isReadable() && !by.take(piece.content())) {
      return false;
    }
    piece.release();
    if (piece instanceof LastHttpContent) {
      inBody = false;
      taker = null;
      by.ended();
      to.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    return true;
  }

  private static boolean isAnnounced(HttpHeaders headers) {
    return IncomingBody.isAnnounced(
        headers.contains(HttpHeaderNames.TRANSFER_ENCODING),
        IncomingBody.length(Optional.ofNullable(headers.get(HttpHeaderNames.CONTENT_LENGTH))));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** The connection is closed. */
  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    context = null;
    taker = null;
    if (waiting != null) {
      waiting.forEach(ReferenceCountUtil::release);
      waiting.clear();
    }
  }
}
