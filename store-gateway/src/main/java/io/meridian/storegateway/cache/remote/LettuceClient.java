package io.meridian.storegateway.cache.remote;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server, over one connection of Lettuce's. It is made by the first request that needs it,
 * and made again by Lettuce when it breaks; what is asked meanwhile fails at once.
 */
final class LettuceClient implements RemoteClient {
  private static final int THREADS = 2;
  private static final Duration QUIET = Duration.ZERO;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RemoteCacheConfig.Redis config;
  private final Breaker breaker;
  private final RemoteFigures figures;
  private final ClientResources resources;
  private final RedisClient client;
  private final RedisURI server;

  /** Of the connection, which is under way or there; guarded by this. */
  private @Nullable CompletionStage<StatefulRedisConnection<String, byte[]>> connecting;

  LettuceClient(RemoteCacheConfig.Redis config, Breaker breaker, RemoteFigures figures) {
    this.config = config;
    this.breaker = breaker;
    this.figures = figures;
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .build();
    server = server(config);
    client = RedisClient.create(resources);
    client.setOptions(options(config));
  }

  private static RedisURI server(RemoteCacheConfig.Redis config) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(config.host())
            .withPort(config.port())
            .withDatabase(config.database())
            .withTimeout(config.dial())
            .withSsl(config.tls().isPresent())
            .withVerifyPeer(config.tls().map(tls -> !tls.anyServer()).orElse(true));
    config
        .password()
        .ifPresent(password -> {
          char[] secret = password.reveal().toCharArray();
          if (config.user().isPresent()) {
            uri.withAuthentication(config.user().get(), secret);
          } else {
            uri.withPassword(secret);
          }
        });
    return uri.build();
  }

  private static ClientOptions options(RemoteCacheConfig.Redis config) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(config.dial()).build());
    config
        .tls()
        .ifPresent(tls -> {
          SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
          tls.authorities().ifPresent(file -> ssl.trustManager(file.toFile()));
          if (tls.certificate().isPresent() && tls.key().isPresent()) {
            ssl.keyManager(tls.certificate().get().toFile(), tls.key().get().toFile(), new char[0]);
          }
          options.sslOptions(ssl.build());
        });
    return options.build();
  }

  private interface Request<V> {
    CompletionStage<V> to(StatefulRedisConnection<String, byte[]> connection);
  }

  @Override
  public Map<String, byte[]> get(List<String> names) {
    Map<String, byte[]> found = new HashMap<>();
    for (int from = 0; from < names.size(); from += Math.min(names.size(), config.batch())) {
      List<String> some =
          names.subList(from, (int) Math.min(names.size(), (long) from + config.batch()));
      String[] keys = some.stream().map(name -> config.prefix() + name).toArray(String[]::new);
      List<KeyValue<String, byte[]>> values =
          run(connection -> connection.async().mget(keys), config.read());
      if (values == null) {
        break;
      }
      for (int each = 0; each < values.size(); each++) {
        if (values.get(each).hasValue()) {
          found.put(some.get(each), values.get(each).getValue());
        }
      }
    }
    return found;
  }

  @Override
  public void set(String name, byte[] value) {
    SetArgs life = SetArgs.Builder.px(Math.max(1, config.life().toMillis()));
    String done =
        run(
            connection -> connection.async().set(config.prefix() + name, value, life),
            config.write());
    if (done != null) {
      figures.took();
    }
  }

  /** What a request gave; null where it failed, which has been counted then. */
  private <V> @Nullable V run(Request<V> request, Duration within) {
    if (!breaker.allows()) {
      figures.leftOut();
      return null;
    }
    long end = System.nanoTime() + within.toNanos();
    CompletionStage<V> answer = null;
    try {
      StatefulRedisConnection<String, byte[]> connection =
          connection().toCompletableFuture().get(within.toNanos(), TimeUnit.NANOSECONDS);
      answer = request.to(connection);
      V value =
          answer
              .toCompletableFuture()
              .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      breaker.succeeded();
      return value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      breaker.leftOff();
    } catch (ExecutionException
        | TimeoutException
        | CancellationException
        | io.lettuce.core.RedisException e) {
      figures.failed();
      breaker.failed();
    }
    if (answer != null) {
      answer.toCompletableFuture().cancel(false);
    }
    return null;
  }

  private synchronized CompletionStage<StatefulRedisConnection<String, byte[]>> connection() {
    CompletionStage<StatefulRedisConnection<String, byte[]>> now = connecting;
    if (now == null || now.toCompletableFuture().isCompletedExceptionally()) {
      now = client.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), server);
      connecting = now;
    }
    return now;
  }

  @Override
  public void close() {
    client.shutdown(QUIET, PATIENCE);
    resources.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
