"""What API resources share: requests and responses, problems, routes, OpenAPI."""
