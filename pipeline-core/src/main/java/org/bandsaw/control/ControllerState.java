package org.bandsaw.control;

/**
 * What earlier decisions left behind.
 *
 * @param nextRows how many rows the next chunk should have
 * @param retries how often the present chunk was tried again
 */
public record ControllerState(int nextRows, int retries) {}
