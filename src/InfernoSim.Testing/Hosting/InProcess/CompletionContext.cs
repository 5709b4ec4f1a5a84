using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>
/// Lets what a service does once its response is complete (<c>Response.OnCompleted</c>, <c>RegisterForDispose</c>) run in the context of the
/// code that has asked for it. The server runs it in that of its connection, where nothing says which request, or which service, it belongs to.
/// </summary>
/// <param name="response">The server's own.</param>
internal sealed class CompletionContext(IHttpResponseFeature response) : IHttpResponseFeature
{
    /// <inheritdoc/>
    public int StatusCode
    {
        get => response.StatusCode;
        set => response.StatusCode = value;
    }

    /// <inheritdoc/>
    public string? ReasonPhrase
    {
        get => response.ReasonPhrase;
        set => response.ReasonPhrase = value;
    }

    /// <inheritdoc/>
    public IHeaderDictionary Headers
    {
        get => response.Headers;
        set => response.Headers = value;
    }

    /// <inheritdoc/>
    [Obsolete("Use IHttpResponseBodyFeature.Stream instead.")]
    public Stream Body
    {
        get => response.Body;
        set => response.Body = value;
    }

    /// <inheritdoc/>
    public bool HasStarted => response.HasStarted;

    /// <summary>Makes the responses of a request do so.</summary>
    public static void Keep(HttpContext context) =>
        context.Features.Set<IHttpResponseFeature>(new CompletionContext(context.Features.GetRequiredFeature<IHttpResponseFeature>()));

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state) => response.OnStarting(callback, state);

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state)
    {
        ExecutionContext? asked = ExecutionContext.Capture();
        response.OnCompleted(asked is null ? callback : completed => RunAsync(asked, callback, completed), state);
    }

    private static Task RunAsync(ExecutionContext context, Func<object, Task> callback, object state)
    {
        Task? completion = null;
        ExecutionContext.Run(context, _ => completion = callback(state), null);
        return completion!;
    }
}
