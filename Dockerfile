# The infernosim command as an image:
#   docker build --tag infernosim .
#   docker run --rm infernosim --help
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/ src/
RUN dotnet publish src/InfernoSim.Cli --configuration Release --output /app -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
# A volume that is new takes its owner from this folder. APP_UID is the user that .NET images bring for the purpose.
RUN install --directory --owner=$APP_UID --mode=0700 /incidents
USER $APP_UID
WORKDIR /incidents
VOLUME /incidents
# What replays are compared with has to outlive the container, too.
ENV INFERNOSIM_STATE=/incidents/.state
ENTRYPOINT ["dotnet", "/app/InfernoSim.Cli.dll"]
