/**
 * One class per question, each a screen long and run by a test.
 *
 * <p>Start at {@link org.bandsaw.examples.ExampleFirstPipeline}; {@link
 * org.bandsaw.examples.ExampleNbaSalary} is the main one. {@link
 * org.bandsaw.examples.PlayersGenerator} makes the data they read.
 */
@NullMarked
package org.bandsaw.examples;

import org.jspecify.annotations.NullMarked;
