/**
 * What every service's process has, whatever it does: ports, logs, health, reload, and the flags of
 * these.
 *
 * <p>What enters: settings records that services put into their own ({@link
 * io.meridian.service.process.HttpSection} and the others). What leaves: a process around the
 * service's parts. Start reading at {@link io.meridian.service.process.ServiceProcess}.
 */
@NullMarked
package io.meridian.service.process;

import org.jspecify.annotations.NullMarked;
