package io.meridian.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What leaves a connection at its intake, what waits there, and what goes on to Vert.x. */
final class IntakeTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String FOUR = POST + "Content-Length: 4\r\n\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Intake intake = new Intake();

  /** Notes every buffer that a piece of a body has come in. */
  private final List<ByteBuf> buffers = new ArrayList<>();

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new HttpRequestDecoder(),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
              if (message instanceof HttpContent piece && piece.content().isReadable()) {
                buffers.add(piece.content());
              }
              context.fireChannelRead(message);
            }
          },
          intake);

  /** Takes all, or nothing while it is full. */
  private static final class Taking implements Intake.Taker {
    private final List<ByteBuf> offered = new ArrayList<>();
    private final StringBuilder taken = new StringBuilder();
    private boolean full;
    private boolean ended;

    @Override
    public boolean take(ByteBuf piece) {
      offered.add(piece);
      if (!full) {
        taken.append(piece.toString(UTF_8));
      }
      return !full;
    }

    @Override
    public void ended() {
      ended = true;
    }
  }

  private void arrive(String bytes) {
    ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer();
    read.writeCharSequence(bytes, UTF_8);
    channel.writeInbound(read);
  }

  /** What went on to Vert.x since the last call: a method for a head, END for an end. */
  private List<String> passed() {
    List<String> passed = new ArrayList<>();
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      passed.add(
          switch (each) {
            case HttpRequest head -> head.method().name();
            case LastHttpContent last when last.equals(LastHttpContent.EMPTY_LAST_CONTENT) -> "END";
            case HttpContent piece when !piece.decoderResult().isSuccess() -> "BROKEN";
            default -> each.toString();
          });
    }
    return passed;
  }

  private boolean isRead() {
    return channel.config().isAutoRead();
  }

  @AfterEach
  void holdsNothingOfAClosedConnection() {
    channel.finishAndReleaseAll();

    assertThat(buffers).allSatisfy(each -> assertThat(each.refCnt()).isZero());
    assertThat(intake.isGone()).isTrue();
  }

  @Test
  void offersTheBuffersThatWereReadThemselves() {
    Taking taking = new Taking();
    arrive(POST + "Content-Length: 6\r\n\r\n");
    assertThat(passed()).containsExactly("POST");
    intake.take(taking);
    arrive("abc");
    arrive("def");

    assertThat(taking.offered).hasSize(2);
    assertThat(taking.offered.getFirst()).isSameAs(buffers.getFirst());
    assertThat(taking.offered.getLast()).isSameAs(buffers.getLast());
    assertThat(taking.offered).allSatisfy(each -> assertThat(each.refCnt()).isZero());
    assertThat(taking.taken).hasToString("abcdef");
    assertThat(taking.ended).isTrue();
    assertThat(passed()).containsExactly("END");
    assertThat(isRead()).isTrue();
  }

  @Test
  void readsNothingMoreWhileABodyWaits() {
    arrive(FOUR + "ab");
    assertThat(isRead()).isFalse();
    arrive("cd" + GET);

    assertThat(passed()).containsExactly("POST");
    assertThat(buffers).allSatisfy(each -> assertThat(each.refCnt()).isPositive());

    Taking taking = new Taking();
    intake.take(taking);

    assertThat(taking.taken).hasToString("abcd");
    assertThat(taking.ended).isTrue();
    assertThat(passed()).containsExactly("END", "GET", "END");
    assertThat(isRead()).isTrue();
  }

  @Test
  void offersAgainWhatCouldNotBeTaken() {
    Taking taking = new Taking();
    arrive(FOUR + "ab");
    intake.take(taking);
    taking.full = true;
    arrive("cd");
    intake.take(taking);
    assertThat(taking.taken).hasToString("ab");
    assertThat(taking.ended).isFalse();
    assertThat(isRead()).isFalse();

    taking.full = false;
    intake.take(taking);

    assertThat(taking.taken).hasToString("abcd");
    assertThat(taking.ended).isTrue();
    assertThat(isRead()).isTrue();
  }

  @Test
  void givesEachRequestItsOwnBody() {
    arrive(
        FOUR + "1111" + POST + "Transfer-Encoding: chunked\r\n\r\n4\r\n2222\r\n0\r\na: b\r\n\r\n");
    arrive(POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + FOUR + "4444");

    for (String body : List.of("1111", "2222", "", "4444")) {
      assertThat(passed()).containsExactly("POST");
      Taking taking = new Taking();
      intake.take(taking);
      assertThat(taking.taken).hasToString(body);
      assertThat(taking.ended).isTrue();
      assertThat(channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    assertThat(isRead()).isTrue();
  }

  @Test
  void letsRequestsWithoutABodyPass() {
    arrive(GET + POST + "Content-Length: 0\r\n\r\n" + GET);

    assertThat(passed()).containsExactly("GET", "END", "POST", "END", "GET", "END");
    assertThat(isRead()).isTrue();
  }

  @Test
  void tellsVertxOfBodiesThatCannotBeRead() {
    Taking taking = new Taking();
    arrive(POST + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
    intake.take(taking);
    arrive("no number\r\n");

    assertThat(passed()).containsExactly("POST", "BROKEN");
    assertThat(taking.ended).isFalse();
  }

  @Test
  void releasesWhatWaitsWhenTheClientLeaves() {
    arrive(FOUR + "ab");
    assertThat(channel.close().isSuccess()).isTrue();

    assertThat(buffers).hasSize(1).allSatisfy(each -> assertThat(each.refCnt()).isZero());
    Taking late = new Taking();
    intake.take(late);
    assertThat(late.offered).isEmpty();
  }

  /**
   * With the Vert.x that is used: what is taken are the buffers of the socket, and its own handler
   * sees heads and ends, so that it has nothing to copy. A version that has its handlers elsewhere,
   * or other messages between them, is to be found out here.
   */
  @Test
  void keepsBodiesFromVertx() throws Exception {
    Queue<Object> seen = new ConcurrentLinkedQueue<>();
    Queue<Boolean> direct = new ConcurrentLinkedQueue<>();
    EventLoops loops = EventLoops.ofMachine();
    try {
      HttpServer server =
          EventLoops.await(
              loops
                  .vertx()
                  .createHttpServer()
                  .connectionHandler(connection -> {
                    Intake.install(connection);
                    spy(connection, seen);
                  })
                  .requestHandler(
                      raw -> Intake.of(raw.connection()).take(new Answering(raw, direct)))
                  .listen(0, "127.0.0.1"));
      try (RawClient client = new RawClient(server.actualPort())) {
        for (int size : List.of(1, 10_000, 300_000)) {
          assertThat(client.post("/", new byte[size]).text()).isEqualTo("" + size);
        }
      }
    } finally {
      loops.stop();
    }
    assertThat(direct).isNotEmpty().doesNotContain(false);
    assertThat(seen)
        .hasSize(6)
        .allMatch(
            each -> each instanceof HttpRequest || each.equals(LastHttpContent.EMPTY_LAST_CONTENT));
  }

  /** Notes what goes to the handler of Vert.x. */
  private static void spy(HttpConnection connection, Queue<Object> seen) {
    ChannelHandlerContext last = ((HttpServerConnection) connection).channelHandlerContext();
    last.pipeline()
        .addBefore(
            last.name(),
            null,
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                seen.add(message);
                context.fireChannelRead(message);
              }
            });
  }

  /** Answers with how many bytes came. */
  private record Answering(HttpServerRequest raw, Queue<Boolean> direct, AtomicLong length)
      implements Intake.Taker {
    private Answering(HttpServerRequest raw, Queue<Boolean> direct) {
      this(raw, direct, new AtomicLong());
    }

    @Override
    public boolean take(ByteBuf piece) {
      direct.add(piece.isDirect());
      length.addAndGet(piece.readableBytes());
      return true;
    }

    @Override
    public void ended() {
      raw.response().end(length.toString());
    }
  }
}
