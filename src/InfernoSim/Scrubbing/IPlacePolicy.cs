using InfernoSim.Matching;

namespace InfernoSim.Scrubbing;

/// <summary>What a person has said of places in messages, beside what is found to be secret by its form or name.</summary>
internal interface IPlacePolicy
{
    /// <summary>The rules, one text each, as they are written down with an incident.</summary>
    IReadOnlyList<string> Rules { get; }

    /// <summary>What messages of gRPC are made of; <see langword="null"/> where nobody has said.</summary>
    GrpcDescriptors? Descriptors { get; }

    /// <summary>The rules for one message.</summary>
    /// <param name="message">The message.</param>
    /// <returns><see langword="null"/> where there are none.</returns>
    IMessagePolicy? For(MessagePlace message);
}

/// <summary>The rules for one message.</summary>
internal interface IMessagePolicy
{
    /// <summary>What becomes of a header or trailer.</summary>
    /// <param name="name">Its name.</param>
    /// <returns><see langword="null"/> where no rule is for it.</returns>
    PlaceAction? OfHeader(string name);

    /// <summary>The places in a target.</summary>
    /// <param name="target">Path and query, as on the wire.</param>
    IReadOnlyList<PlacedText> InTarget(string target);

    /// <summary>The places in a body.</summary>
    /// <param name="text">The whole body, decoded.</param>
    /// <param name="contentType">Its type; <see langword="null"/> where nothing says it.</param>
    /// <returns><see langword="null"/> where it is to be read for a rule and cannot be, such as JSON that was cut.</returns>
    IReadOnlyList<PlacedText>? InBody(string text, string? contentType);
}
