/**
 * The command line, recipes and measured workloads.
 *
 * <p>Start at {@link org.bandsaw.bench.Bandsaw}, the program behind {@code bandsaw.jar}. {@link
 * org.bandsaw.bench.Recipe} is what to implement to add a recipe of one's own.
 */
@NullMarked
package org.bandsaw.bench;

import org.jspecify.annotations.NullMarked;
