namespace InfernoSim.Capture.AspNetCore.Outbound;

/// <summary>A call whose answer is recorded as the service reads it.</summary>
internal interface IFollowedCall
{
    /// <summary>Reads along.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="response">The answer.</param>
    /// <returns>What the service reads in place of it.</returns>
    Stream Follow(Stream body, HttpResponseMessage response);

    /// <summary>Bytes of the answer's body pass.</summary>
    /// <param name="bytes">They.</param>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The answer's body is over.</summary>
    /// <param name="response">The answer.</param>
    void End(HttpResponseMessage response);

    /// <summary>The answer's body broke off.</summary>
    /// <param name="failure">What was thrown; <see langword="null"/> when the service read no further.</param>
    void Cut(Exception? failure);
}
