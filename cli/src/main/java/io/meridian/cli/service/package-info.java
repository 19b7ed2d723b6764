/**
 * The services, as commands: each reads its flags and runs until it is told to end.
 *
 * <p>Start reading at {@link io.meridian.cli.service.ServiceCommand}.
 */
@NullMarked
package io.meridian.cli.service;

import org.jspecify.annotations.NullMarked;
