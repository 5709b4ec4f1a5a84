namespace InfernoSim.Incidents;

/// <summary>
/// A moment of a call in which both sides speak in turn, as in streams of gRPC: how far the response had come before the caller went on.
/// </summary>
/// <remarks>
/// Of an outbound call both are bytes. Of an exchange of the service they are messages: its request is an event of its own, which may get another
/// length when secrets in it are replaced, but not another number of messages.
/// </remarks>
/// <param name="Sent">How much of the request had been sent.</param>
/// <param name="Came">How much of the response's body had come; 0 for its headers alone.</param>
internal readonly record struct DialogueTurn(long Sent, long Came);
