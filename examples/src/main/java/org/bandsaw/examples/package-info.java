/**
 * Example programs, one per task, each run by a test.
 *
 * <p>Start at {@link org.bandsaw.examples.ExampleFirstPipeline}. {@link
 * org.bandsaw.examples.ExampleNbaSalary} is the largest one. {@link
 * org.bandsaw.examples.PlayersGenerator} generates the data.
 */
@NullMarked
package org.bandsaw.examples;

import org.jspecify.annotations.NullMarked;
