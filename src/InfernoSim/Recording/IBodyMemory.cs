namespace InfernoSim.Recording;

/// <summary>The memory that bodies may take while they pass. Thread-safe; it is asked under load, and does not wait.</summary>
internal interface IBodyMemory
{
    /// <summary>Takes some of it.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>Whether there was as much.</returns>
    bool TryTake(int bytes);

    /// <summary>Gives some of it back.</summary>
    /// <param name="bytes">How much.</param>
    void Return(int bytes);
}
