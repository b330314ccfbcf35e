/**
 * The command line, recipes and benchmark workloads.
 *
 * <p>Start at {@link org.bandsaw.bench.Bandsaw}, the main class of {@code bandsaw.jar}. Implement
 * {@link org.bandsaw.bench.Recipe} to add a recipe.
 */
@NullMarked
package org.bandsaw.bench;

import org.jspecify.annotations.NullMarked;
