package io.meridian.cli.demo;

import io.meridian.model.OverloadedException;
import io.meridian.service.lifecycle.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet's agents at work: each sends what it scrapes, from where it was when the process ended
 * last. One whose line is cut sends when it is back.
 */
final class DemoAgents implements Part {
  private static final Logger LOG = LoggerFactory.getLogger(DemoAgents.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Fleet fleet;
  private final URI url;
  private final Path folder;
  private final long begin;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch caughtUp;

  /**
   * Agents that do not run yet.
   *
   * @param url where they write to
   * @param folder where they keep how far they are
   * @param begin from where on those write that never did, in milliseconds since the epoch
   */
  DemoAgents(Fleet fleet, URI url, Path folder, long begin) {
    this.fleet = fleet;
    this.url = url;
    this.folder = folder;
    this.begin = begin;
    caughtUp = new CountDownLatch(fleet.agents().size());
  }

  @Override
  public String name() {
    return "agents";
  }

  @Override
  public void start() {
    for (Agent agent : fleet.agents()) {
      String name = agent.cluster() + "-" + agent.replica();
      threads.add(Thread.ofVirtual().name("agent " + name).start(() -> work(agent, name)));
    }
  }

  /** Waits until all that can have sent what there is. */
  void awaitPresent() throws InterruptedException {
    caughtUp.await();
  }

  private void work(Agent agent, String name) {
    DemoState state = new DemoState(folder.resolve(name));
    Uplink uplink = new Uplink(agent, url, client);
    boolean late = true;
    try {
      long next = Math.max(begin, state.read().orElse(begin));
      while (true) {
        long now = System.currentTimeMillis();
        if (!agent.offline().contains(now)) {
          long before = uplink.sent() + uplink.refused();
          uplink.send(next, now);
          next = now + 1;
          if (uplink.sent() + uplink.refused() > before) {
            state.write(next);
          }
        }
        if (late) {
          late = false;
          caughtUp.countDown();
        }
        Thread.sleep(TICK);
      }
    } catch (InterruptedException e) {
      LOG.debug(
          "agent {} ends: {} samples sent, {} refused", name, uplink.sent(), uplink.refused());
    } catch (IOException e) {
      LOG.error("agent {} ends: how far it is cannot be kept: {}", name, e.getMessage(), e);
    } finally {
      if (late) {
        caughtUp.countDown();
      }
    }
  }

  @Override
  public void drain(Duration grace) throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      if (!thread.join(grace)) {
        throw new OverloadedException(thread.getName() + " does not end");
      }
    }
  }

  @Override
  public void stop() {
    client.close();
  }
}
