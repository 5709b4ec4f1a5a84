using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>How the endpoints ask and answer.</summary>
internal static class Answers
{
    public static IResult Json(JsonNode content, int status = StatusCodes.Status200OK) =>
        Results.Text(content.ToJsonString(), "application/json", Encoding.UTF8, status);

    /// <summary>Asks a dependency for JSON.</summary>
    /// <returns>The answer; <see langword="null"/> when it is no success, as a service that degrades would have it.</returns>
    public static async Task<JsonNode?> GetAsync(HttpClient dependency, string pathAndQuery)
    {
        // As written: the URI class would decode parts of the path.
        var target = new Uri(dependency.BaseAddress!.GetLeftPart(UriPartial.Authority) + pathAndQuery, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpResponseMessage response = await dependency.GetAsync(target);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>() : null;
    }
}
