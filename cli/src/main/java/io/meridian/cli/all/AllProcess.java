package io.meridian.cli.all;

import io.meridian.bucket.Bucket;
import io.meridian.config.ConfigProblem;
import io.meridian.model.InvalidRequestException;
import io.meridian.querier.Querier;
import io.meridian.querier.QuerierProcess;
import io.meridian.querier.QuerierSettings;
import io.meridian.receiver.Receiver;
import io.meridian.receiver.ReceiverProcess;
import io.meridian.receiver.ReceiverSettings;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.ServiceProcess;
import io.meridian.storegateway.StoreGateway;
import io.meridian.storegateway.StoreGatewayProcess;
import io.meridian.storegateway.StoreGatewaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** {@code meridian all}: receiver, store gateway and querier in one process. */
public final class AllProcess {
  private AllProcess() {}

  /**
   * Reads what the settings name, to say whether it is right.
   *
   * @throws io.meridian.config.ConfigException if it is not
   */
  public static List<ConfigProblem> check(AllSettings settings) {
    List<ConfigProblem> warnings = new ArrayList<>();
    settings.tracing().read(warnings);
    warnings.addAll(ReceiverProcess.check(settings.receiver(warnings)));
    warnings.addAll(StoreGatewayProcess.check(settings.gateway(warnings)));
    warnings.addAll(QuerierProcess.check(settings.querier(warnings)));
    return warnings;
  }

  /** Runs until SIGTERM; returns the exit code. */
  public static int run(AllSettings settings) {
    return run("all", settings, List.of(), UnaryOperator.identity());
  }

  /**
   * Runs until SIGTERM; returns the exit code.
   *
   * @param name what logs and metrics call the process
   * @param guests further parts, which start when all services have
   * @param layer put over the bucket that the store gateway reads
   */
  public static int run(
      String name, AllSettings settings, List<Part> guests, UnaryOperator<Bucket> layer) {
    ServiceProcess process =
        new ServiceProcess(name, settings, settings.http(), settings.log(), settings.tracing());
    ReceiverSettings receiving = settings.receiver(process.warnings());
    StoreGatewaySettings storing = settings.gateway(process.warnings());
    QuerierSettings querying = settings.querier(process.warnings());
    makeFolders(settings);

    Receiver receiver = ReceiverProcess.in(process, receiving);
    StoreGateway gateway = StoreGatewayProcess.in(process, storing, layer);
    Querier querier =
        QuerierProcess.in(
            process,
            querying,
            List.of(() -> Set.of(receiver.grpcAddress(), gateway.grpcAddress())));

    List<Route> routes = new ArrayList<>(querier.routes());
    routes.addAll(gateway.routes());
    List<Part> parts = new ArrayList<>(receiver.parts());
    parts.addAll(gateway.parts());
    parts.addAll(QuerierProcess.parts(process, querying, querier));
    parts.addAll(guests);
    return process.run(
        routes, QuerierProcess.forms(), parts, receiving.watched(), receiving.grpc().gracePeriod());
  }

  private static void makeFolders(AllSettings settings) {
    try {
      Files.createDirectories(settings.data().bucket());
    } catch (IOException e) {
      throw new InvalidRequestException(
          "the folder %s cannot be made (%s); name another one by --data-dir"
              .formatted(settings.data().folder(), e.getMessage()),
          e);
    }
  }
}
