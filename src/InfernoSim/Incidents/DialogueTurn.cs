namespace InfernoSim.Incidents;

/// <summary>
/// A moment of a call in which both sides speak in turn, as in streams of gRPC: how far the response had come before the caller went on.
/// </summary>
/// <remarks>Of a call to the service they are counted in messages, since its request is another event, in which secrets may be replaced.</remarks>
/// <param name="Sent">How many bytes of the request had been sent.</param>
/// <param name="Came">How many bytes of the response's body had come; 0 for its headers alone.</param>
internal readonly record struct DialogueTurn(long Sent, long Came);
