// xUnit puts the name of an exception before its message, unless it is one of its own.
#pragma warning disable IDE0130
namespace Xunit.Sdk;
#pragma warning restore IDE0130

/// <summary>An incident test failed; the message says all.</summary>
internal sealed class IncidentTestException(string message) : Exception(message);
