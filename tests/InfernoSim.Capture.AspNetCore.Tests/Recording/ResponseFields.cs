namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>What a client sees of a response beside its body.</summary>
internal static class ResponseFields
{
    /// <summary>Its fields and trailers, but for when it was made.</summary>
    /// <param name="response">The response, whose body has been read.</param>
    public static IEnumerable<string> Of(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers).Concat(response.TrailingHeaders)
        .Where(field => field.Key != "Date")
        .Select(field => $"{field.Key}: {string.Join('|', field.Value)}");
}
